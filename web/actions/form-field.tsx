// One field of a form, with its label, its hint, and what is wrong with it.
import type { JSX, TargetedEvent } from 'preact'
import { useId } from 'preact/hooks'
import { fieldProblem, ON } from './forms.ts'
import type { Field } from './forms.ts'

type FormFieldProps = {
  readonly field: Field
  readonly value: string
  /** Nobody is told of a mistake before the field was left or the form was sent. */
  readonly isTold: boolean
  readonly onChange: (value: string) => void
  readonly onLeave: () => void
}

export function FormField(props: FormFieldProps): JSX.Element {
  const { field, value, isTold, onChange, onLeave } = props
  const hintId = useId()
  if (field.kind === 'switch') return <SwitchField {...props} />
  const problem = isTold ? fieldProblem(field, value) : null
  const shared = {
    name: field.name,
    required: field.isRequired === true,
    'aria-invalid': problem !== null,
    'aria-describedby': problem === null && field.hint === undefined ? undefined : hintId,
    onBlur: onLeave,
  }
  return (
    <label class="field">
      <span>{field.label}</span>
      <Control field={field} value={value} shared={shared} onChange={onChange} />
      <span id={hintId} class={problem === null ? 'hint' : 'hint action-wrong'}>
        {problem ?? field.hint}
      </span>
    </label>
  )
}

function SwitchField({ field, value, onChange }: FormFieldProps): JSX.Element {
  return (
    <label class="row action-switch">
      <input
        type="checkbox"
        name={field.name}
        checked={value === ON}
        onChange={(event) => onChange(event.currentTarget.checked ? ON : '')}
      />
      {field.label}
    </label>
  )
}

type ControlProps = Pick<FormFieldProps, 'field' | 'value' | 'onChange'> & { readonly shared: object }

function Control({ field, value, shared, onChange }: ControlProps): JSX.Element {
  const listId = useId()
  const onInput = (event: TargetedEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>): void =>
    onChange(event.currentTarget.value)
  if (field.kind === 'choice') {
    return (
      <select {...shared} value={value} onChange={onInput}>
        {(field.options ?? []).map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    )
  }
  if (field.kind === 'long') return <textarea {...shared} rows={3} value={value} onInput={onInput} />
  const isNumber = field.kind === 'number'
  return (
    <>
      <input
        {...shared}
        type="text"
        inputMode={isNumber && (field.min ?? -1) >= 0 ? (field.isFraction === true ? 'decimal' : 'numeric') : 'text'}
        autocomplete="off"
        spellcheck={false}
        list={field.options === undefined ? undefined : listId}
        value={value}
        onInput={onInput}
      />
      {field.options !== undefined && (
        <datalist id={listId}>
          {field.options.map((option) => (
            <option key={option.value} value={option.value} />
          ))}
        </datalist>
      )}
    </>
  )
}
