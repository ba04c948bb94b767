using System.Globalization;
using System.Text;

namespace PenguinMails.Ssh;

/// <summary>
/// Works on the accounts of a server over an open session. Each call is one round trip with a fixed script; its parameters
/// are Base64 text in front of it, so no value can become a command.
/// </summary>
public sealed class ServerAccounts
{
    private const string Marker = "penguinmails-outcome ";
    private static readonly string EditScript = Load("edit-authorized-keys.sh");
    private static readonly string EditAsAccountScript = Load("edit-as-account.sh");
    private static readonly string EndSessionsScript = Load("end-sessions.sh");
    private static readonly string EnsureAccountScript = Load("ensure-account.sh");

    /// <exception cref="SshCommandException">The connection was lost; the edit may or may not have happened. Repeat it.</exception>
    public async Task<EditOutcome> EditAsync(ISshSession session, AuthorizedKeysEdit edit, CancellationToken cancellationToken)
    {
        AccountName.Check(edit.Account);
        var script = Parameters(
            ("account", edit.Account),
            ("fence", edit.Fence.ToString(CultureInfo.InvariantCulture)),
            ("inner", EditAsAccountScript),
            ("put", string.Concat(edit.Put.Select(key => key.ToLine() + "\n"))),
            ("drop", string.Concat(Patterns(edit).Select(pattern => pattern + "\n")))) + EditScript;
        var (code, detail) = Outcome(await session.RunAsRootAsync(script, cancellationToken));
        return code switch
        {
            "done" => new EditOutcome.Done(),
            "fenced" => new EditOutcome.Fenced(),
            _ => new EditOutcome.NotPossible(code, detail),
        };
    }

    /// <summary>Ends every process of the account, and so its sessions, multiplexed ones included.</summary>
    public async Task EndSessionsAsync(ISshSession session, string account, CancellationToken cancellationToken)
    {
        AccountName.Check(account);
        var (code, detail) = Outcome(await session.RunAsRootAsync(Parameters(("account", account)) + EndSessionsScript, cancellationToken));
        if (code != "done")
        {
            throw new SshCommandException(detail);
        }
    }

    /// <summary>Makes the account unless it exists; an admin account may use sudo without a password.</summary>
    public async Task EnsureAccountAsync(ISshSession session, string account, bool admin, CancellationToken cancellationToken)
    {
        AccountName.Check(account);
        var script = Parameters(("account", account), ("admin", admin ? "yes" : "no")) + EnsureAccountScript;
        var (code, detail) = Outcome(await session.RunAsRootAsync(script, cancellationToken));
        if (code != "done")
        {
            throw new SshCommandException(detail);
        }
    }

    /// <summary>sed patterns of the lines that go: ours by id, and any line that holds a key to be removed.</summary>
    private static IEnumerable<string> Patterns(AuthorizedKeysEdit edit)
    {
        if (edit.RemoveAllOurs)
        {
            yield return @"/[[:space:]]penguinmails:[0-9a-f-]\{36\}[[:space:]]*$/d";
        }

        foreach (var key in edit.Put)
        {
            yield return $@"/[[:space:]]penguinmails:{key.KeyId}[[:space:]]*$/d";
        }

        foreach (var key in edit.Put.Select(key => key.PublicKey).Concat(edit.Remove))
        {
            // Base64 holds neither '#' nor anything that is special in a basic regular expression.
            yield return $@"\#[[:space:]]{key.Blob}#d";
        }
    }

    private static string Parameters(params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in parameters)
        {
            text.Append(name).Append("=$(printf %s '").Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(value))).Append("' | base64 -d; printf x)\n");
            text.Append(name).Append("=${").Append(name).Append("%x}\n");
        }

        return text.ToString();
    }

    private static (string Code, string Detail) Outcome(string output)
    {
        var line = output.Split('\n').LastOrDefault(line => line.StartsWith(Marker, StringComparison.Ordinal))
            ?? throw new SshCommandException("A command on the server ended without saying how.");
        var parts = line[Marker.Length..].Split(' ', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    private static string Load(string name)
    {
        using var stream = typeof(ServerAccounts).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
