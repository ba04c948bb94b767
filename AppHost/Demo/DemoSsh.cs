namespace PenguinMails.AppHost.Demo;

/// <summary>Logs in to a tenant's server as the tenant would, with the OpenSSH client.</summary>
/// <param name="server">The server; its host key is pinned.</param>
/// <param name="account">The tenant's account.</param>
/// <param name="folder">A folder in memory for the keys.</param>
internal sealed class DemoSsh(TenantServer server, string account, string folder)
{
    /// <summary>Keeps a downloaded key.</summary>
    /// <returns>Its path.</returns>
    public string Keep(string name, byte[] privateKey)
    {
        var path = Path.Combine(folder, name);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var file = new FileStream(path, options);
        file.Write(privateKey);
        return path;
    }

    /// <summary>Logs in; anything else than a working shell is a failure.</summary>
    public async Task LogInAsync(string keyPath, CancellationToken cancellationToken)
    {
        var name = await RunAsync(keyPath, cancellationToken);
        if (name != account)
        {
            throw new DemoFailedException($"Logged in as \"{name}\", not as {account}.");
        }
    }

    /// <summary>Tries to log in; anything else than the server's refusal of the key is a failure.</summary>
    public async Task BeRefusedAsync(string keyPath, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(keyPath, cancellationToken);
        }
        catch (DemoFailedException refusal) when (refusal.Message.Contains("Permission denied (publickey)", StringComparison.Ordinal))
        {
            return;
        }

        throw new DemoFailedException("The key still opens the account.");
    }

    private async Task<string> RunAsync(string keyPath, CancellationToken cancellationToken)
    {
        var knownHosts = Path.Combine(folder, "known_hosts");
        await File.WriteAllTextAsync(knownHosts, $"[{server.Address}]:{server.Port} {server.HostKey}\n{server.Address} {server.HostKey}\n", cancellationToken);
        try
        {
            var output = await Tool.RunAsync(
                "ssh",
                [
                    "-F", "none", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=yes",
                    "-o", $"UserKnownHostsFile={knownHosts}", "-o", "ConnectTimeout=10", "-i", keyPath, "-p", $"{server.Port}",
                    $"{account}@{server.Address}", "id -un",
                ],
                cancellationToken: cancellationToken);
            return output.Trim();
        }
        catch (ToolFailedException failure)
        {
            throw new DemoFailedException(failure.Message.Trim());
        }
    }
}
