// What the scripts that drive npm packages share: what they are given and how they answer.
import {readFileSync, writeSync} from "node:fs";

export const given = () => JSON.parse(readFileSync(0, "utf8"));

export const versionOf = (name) =>
  JSON.parse(readFileSync(new URL(`./node_modules/${name}/package.json`, import.meta.url))).version;

export const tell = async (check, ask) => {
  let said;
  try {
    said = (await ask()) ?? null;
  } catch (error) {
    said = {raised: error.constructor.name, words: error.message.slice(0, 300)};
  }
  writeSync(1, `${JSON.stringify({check, said})}\n`);
};
