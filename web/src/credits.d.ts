declare module "virtual:credits" {
  const credits: { name: string; version: string; licence: string }[];
  export default credits;
}
