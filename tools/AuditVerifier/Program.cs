using System.CommandLine;
using PenguinMails.AuditVerifier;

var export = new Argument<FileInfo>("export") { Description = "The export as JSON lines (.jsonl, or .jsonl.gz): its content, or for a CSV its proofs" };
var keys = new Option<FileInfo>("--keys")
{
    Description = "The public keys: the answer of GET /api/v1/admin/vault/audit-logs/keys, or one PEM file. Get it from a source that you trust, not together with the export",
    Required = true,
};
var anchor = new Option<FileInfo?>("--anchor") { Description = "The newest checkpoint that was kept outside the database (one file of the checkpoint folder)" };
var csv = new Option<FileInfo?>("--csv") { Description = "The same export as CSV: it must say the same" };
var command = new RootCommand("Checks an export of the audit ledger, offline. Exit code 0: genuine; 1: it is not; 2: it could not be checked.") { export, keys, anchor, csv };
command.SetAction((parsed, cancellationToken) => Verification.RunAsync(
    new Verification.Files(parsed.GetRequiredValue(export), parsed.GetRequiredValue(keys), parsed.GetValue(anchor), parsed.GetValue(csv)),
    Console.Out,
    cancellationToken));
return await command.Parse(args).InvokeAsync();
