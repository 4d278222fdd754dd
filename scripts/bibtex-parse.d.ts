declare module "bibtex-parse" {
  interface Entry {
    readonly key: string;
    readonly type: string;
    readonly [field: string]: string | number;
  }
  const bibtexParse: { entries(text: string): Entry[] };
  export default bibtexParse;
}
