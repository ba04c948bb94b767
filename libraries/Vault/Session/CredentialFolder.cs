namespace PenguinMails.Vault.Session;

/// <summary>
/// The folder into which VaultOperations delivers: <c>role-id</c>, and <c>wrapped-secret-id.{n}</c> with the wrapping token on the
/// first line and optionally the moment it expires (RFC 3339) on the second. Renaming is the claim: of several processes that
/// try the same file one succeeds.
/// </summary>
internal sealed class CredentialFolder(string folder)
{
    public const string RoleIdFile = "role-id";
    public const string WrappedPrefix = "wrapped-secret-id.";
    public const string ClaimedPrefix = "claimed-secret-id.";

    /// <summary>The role id; null until VaultOperations has written it.</summary>
    public string? ReadRoleId()
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, RoleIdFile)).Trim() is { Length: > 0 } roleId ? roleId : null;
        }
        catch (IOException)
        {
            return null; // not there yet, or being replaced
        }
    }

    /// <summary>Claims one file and removes it from the folder; null when there is none.</summary>
    public DeliveredCredential? Claim()
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        // The newest first: it lives longest, and an old one left behind by an outage is swept by VaultOperations.
        foreach (var file in Directory.EnumerateFiles(folder, WrappedPrefix + "*").OrderDescending(StringComparer.Ordinal))
        {
            var claimed = Path.Combine(folder, ClaimedPrefix + Guid.CreateVersion7().ToString("N"));
            try
            {
                File.Move(file, claimed);
                var lines = File.ReadAllLines(claimed);
                File.Delete(claimed);
                if (lines.Length > 0 && lines[0].Trim() is { Length: > 0 } token)
                {
                    return new DeliveredCredential(Path.GetFileName(file), token, lines.Length > 1 ? ReadTime(lines[1]) : null);
                }
            }
            catch (FileNotFoundException)
            {
                // Another process was faster.
            }
        }

        return null;
    }

    private static DateTimeOffset? ReadTime(string line) =>
        DateTimeOffset.TryParse(line.Trim(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
