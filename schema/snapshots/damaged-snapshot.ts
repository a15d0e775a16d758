// What is read of a snapshot may come from anybody. Whatever in it is not as it was written is this error; its message is for people.

export class DamagedSnapshot extends Error {
  override readonly name = 'DamagedSnapshot'
}
