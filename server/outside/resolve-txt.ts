/** TXT records of a DNS name, each joined from its parts; none where there is no such name. Throws where nobody answered. */
export type ResolveTxt = (name: string) => Promise<string[]>
