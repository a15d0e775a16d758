// Migrations are imported as text. wrangler.toml and cli/build.ts bundle them so.

declare module '*.sql' {
  const text: string
  export default text
}
