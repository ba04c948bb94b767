using System.CommandLine;

namespace PenguinMails.AuditVerifier;

/// <summary>The command line of the verifier.</summary>
public static class VerifierCommand
{
    private static readonly Argument<FileInfo> Export = new("export") { Description = "The export as JSON lines (.jsonl, or .jsonl.gz): its content, or for a CSV its proofs" };

    private static readonly Option<FileInfo> Keys = new("--keys")
    {
        Description = "The public keys: the answer of GET /api/v1/admin/vault/audit-logs/keys, or one PEM file. Get it from a source that you trust, not together with the export",
        Required = true,
    };

    private static readonly Option<FileInfo[]> Anchor = new("--anchor")
    {
        Description = "A checkpoint that was kept outside the database, or a folder of them; more than once for more. A complete export needs the newest from before it, a selection each of its own",
    };

    private static readonly Option<FileInfo?> Csv = new("--csv") { Description = "The same export as CSV: it must say the same" };

    private static readonly Option<FileInfo?> Erasures = new("--erasures")
    {
        Description = "A platform export whose records of erasures (audit_log.erasure.execute) explain what is left out of this one",
    };

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        var command = new RootCommand(
            """
            Checks an export of the audit ledger, offline. Exit codes:
              0  genuine to its end
              3  genuine, but no kept checkpoint says that it ends where it should
              1  not genuine
              2  not checked: wrong input or usage
            """)
        { Export, Keys, Anchor, Csv, Erasures };
        command.SetAction((parsed, cancellationToken) => Verification.RunAsync(
            new Verification.Files(
                parsed.GetRequiredValue(Export), parsed.GetRequiredValue(Keys), parsed.GetValue(Anchor) ?? [], parsed.GetValue(Csv), parsed.GetValue(Erasures)),
            output,
            cancellationToken));
        var parsed = command.Parse(arguments);

        // By itself the library ends with 1, "not genuine", on wrong usage and on exceptions.
        var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = errors });
        return parsed.Errors.Count > 0 ? Verification.NotChecked : code;
    }
}
