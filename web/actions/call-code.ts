// A call of the API as code that somebody can paste and run: curl, JavaScript, Python, Java. Only what each brings along is used.
import type { ApiCall } from '../data/api.ts'

export const CODE_LANGUAGES = ['curl', 'javascript', 'python', 'java'] as const

export type CodeLanguage = (typeof CODE_LANGUAGES)[number]

/** The names of the languages, which are the same in every language of the page. */
export const CODE_LANGUAGE_NAMES: Readonly<Record<CodeLanguage, string>> = {
  curl: 'curl',
  javascript: 'JavaScript',
  python: 'Python',
  java: 'Java',
}

export type CodePlace = {
  /** `https://host`, without a slash at the end. */
  readonly origin: string
  /** Null shows the name of a variable in its place, so that nobody copies a key by accident. */
  readonly key: string | null
}

export function callCode(language: CodeLanguage, call: ApiCall, place: CodePlace): string {
  return WRITERS[language](call, place)
}

type Writer = (call: ApiCall, place: CodePlace) => string

const WRITERS: Readonly<Record<CodeLanguage, Writer>> = { curl, javascript, python, java }

function curl({ method, path, body }: ApiCall, { origin, key }: CodePlace): string {
  const authorization = key === null ? '"Authorization: Bearer $KEY"' : shellQuoted(`Authorization: Bearer ${key}`)
  const parts = ['curl']
  if (method !== (body === undefined ? 'GET' : 'POST')) parts.push(`-X ${method}`)
  parts.push(`-H ${authorization}`)
  if (body !== undefined) parts.push(`-H 'Content-Type: application/json'`, `-d ${shellQuoted(JSON.stringify(body))}`)
  parts.push(shellQuoted(origin + path))
  return parts.join(' \\\n  ')
}

/** In single quotes nothing means anything to a shell, but for the quote itself. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function javascript({ method, path, body }: ApiCall, { origin, key }: CodePlace): string {
  const authorization = key === null ? '`Bearer ${process.env.KEY}`' : JSON.stringify(`Bearer ${key}`)
  const lines = [`const response = await fetch(${JSON.stringify(origin + path)}, {`]
  if (method !== 'GET') lines.push(`  method: '${method}',`)
  if (body === undefined) lines.push(`  headers: { Authorization: ${authorization} },`)
  else {
    lines.push(`  headers: { Authorization: ${authorization}, 'Content-Type': 'application/json' },`)
    lines.push(`  body: JSON.stringify(${indented(JSON.stringify(body, null, 2), '  ')}),`)
  }
  lines.push('})', 'console.log(response.status, await response.text())')
  return lines.join('\n')
}

function python({ method, path, body }: ApiCall, { origin, key }: CodePlace): string {
  const authorization = key === null ? '"Bearer " + os.environ["KEY"]' : JSON.stringify(`Bearer ${key}`)
  const imports = [...(body === undefined ? [] : ['json']), ...(key === null ? ['os'] : []), 'urllib.request']
  const headers = [`"Authorization": ${authorization}`, ...(body === undefined ? [] : ['"Content-Type": "application/json"'])]
  return [
    ...imports.map((module) => `import ${module}`),
    '',
    'request = urllib.request.Request(',
    `    ${JSON.stringify(origin + path)},`,
    `    method="${method}",`,
    `    headers={${headers.join(', ')}},`,
    ...(body === undefined ? [] : [`    data=json.dumps(${pythonValue(body)}).encode(),`]),
    ')',
    'with urllib.request.urlopen(request) as response:',
    '    print(response.status, response.read().decode())',
  ].join('\n')
}

/** JSON says true, false and null where Python has names of its own; the text of strings is the same in both. */
function pythonValue(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(', ')}]`
  if (typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  return `{${entries.map(([name, one]) => `${JSON.stringify(name)}: ${pythonValue(one)}`).join(', ')}}`
}

function java({ method, path, body }: ApiCall, { origin, key }: CodePlace): string {
  const authorization = key === null ? '"Bearer " + System.getenv("KEY")' : JSON.stringify(`Bearer ${key}`)
  const publisher = body === undefined ? 'BodyPublishers.noBody()' : `BodyPublishers.ofString(${JSON.stringify(JSON.stringify(body))})`
  return [
    'import java.net.URI;',
    'import java.net.http.HttpClient;',
    'import java.net.http.HttpRequest;',
    'import java.net.http.HttpRequest.BodyPublishers;',
    'import java.net.http.HttpResponse.BodyHandlers;',
    '',
    'void main() throws Exception {',
    `  var request = HttpRequest.newBuilder(URI.create(${JSON.stringify(origin + path)}))`,
    `      .header("Authorization", ${authorization})`,
    ...(body === undefined ? [] : ['      .header("Content-Type", "application/json")']),
    `      .method("${method}", ${publisher})`,
    '      .build();',
    '  var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());',
    '  System.out.println(response.statusCode() + " " + response.body());',
    '}',
  ].join('\n')
}

function indented(text: string, by: string): string {
  return text.replaceAll('\n', `\n${by}`)
}
