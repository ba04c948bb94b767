namespace PenguinMails.Ssh.SshNet;

/// <summary>Reports everything that is wrong with section <c>Ssh</c> at once.</summary>
public sealed class SshOptionsValidator : IValidateOptions<SshOptions>
{
    public ValidateOptionsResult Validate(string? name, SshOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(SshOptions options)
    {
        foreach (var (setting, value) in new[]
        {
            (nameof(options.ConnectTimeout), options.ConnectTimeout),
            (nameof(options.CommandTimeout), options.CommandTimeout),
            (nameof(options.KeyTimeout), options.KeyTimeout),
        })
        {
            if (value < TimeSpan.FromSeconds(1) || value > TimeSpan.FromMinutes(10))
            {
                yield return $"Ssh:{setting} must lie between 1 s and 10 min.";
            }
        }

        if (options.MaxConcurrentHandshakes is < 1 or > 256)
        {
            yield return "Ssh:MaxConcurrentHandshakes must lie between 1 and 256.";
        }

        if (Algorithms.Split(options.KexAlgorithms) is var names && (names.Length == 0 || !names.All(Algorithms.KeyExchanges.ContainsKey)))
        {
            yield return $"Ssh:KexAlgorithms must name at least one of {string.Join(", ", Algorithms.KeyExchanges.Keys)}, and nothing else.";
        }

        if (!Path.IsPathFullyQualified(options.MemoryFolder) || !Directory.Exists(options.MemoryFolder))
        {
            yield return "Ssh:MemoryFolder must be the absolute path of a folder that exists.";
        }
        else if (new DriveInfo(options.MemoryFolder).DriveFormat is var format && format is not ("tmpfs" or "ramfs"))
        {
            yield return $"Ssh:MemoryFolder must be on a memory file system (tmpfs), not on {format}: private keys pass through it.";
        }
    }
}
