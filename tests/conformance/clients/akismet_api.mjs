// Drive the npm package `akismet-api`; its `host` leads to the service, its key is a host label.
import {AkismetClient} from "akismet-api";
import {given, tell, versionOf} from "./telling.mjs";

const task = given();
const {host, protocol} = new URL(task.url);
const clientWith = (key) =>
  new AkismetClient({key, blog: task.blog, lang: "id", host, protocol: protocol.slice(0, -1)});
const client = clientWith(task.key);
const stranger = clientWith(task.wrong_key);
const answered = async (response) => (await response).text;

await tell("version", () => versionOf("akismet-api"));
await tell("verify-key, valid", () => client.verifyKey());
await tell("verify-key, invalid", () => stranger.verifyKey());
for (const name of ["approved", "held", "rejected"]) {
  await tell(`comment-check, ${name}`, () => client.checkSpam(task.comments[name]));
}
const trapped = {...task.comments.approved, honeypot: "https://bandar.example/"};
await tell("comment-check, honeypot filled", () => client.checkSpam(trapped));
await client.checkSpam(task.comments.missed);
await client.checkSpam(task.comments.mistaken);
await tell("submit-spam", () => answered(client.submitSpam(task.comments.missed)));
await tell("submit-ham", () => answered(client.submitHam(task.comments.mistaken)));
await tell("comment-check, wrong key", () => stranger.checkSpam(task.comments.approved));
