using System.Net;
using System.Text.Json;
using PenguinMails.AppHost.Development;
using PenguinMails.AppHost.Resources.TenantServers;

namespace PenguinMails.AppHost.Demo;

/// <summary>The life of a tenant's SSH key, played over the gateway and against the tenant's real server.</summary>
internal sealed class MainJobDemo(DemoGateway gateway, DemoSsh ssh, TimeSpan grace, CancellationToken cancellationToken)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private string _first = "";
    private string _second = "";

    /// <summary>Plays it.</summary>
    /// <returns>0 only if every step held.</returns>
    public static async Task<int> PlayAsync(
        DevelopmentInstance instance, TenantServerFleet fleet, string? obstacle, CancellationToken cancellationToken)
    {
        var user = DevelopmentUser.AcmeOwner;
        if (fleet.Servers.FirstOrDefault(server => server.Tenant == user.Tenant) is not { } resource)
        {
            await Console.Error.WriteLineAsync($"The demo needs a tenant server. {obstacle}");
            return 1;
        }

        // Keys that were downloaded stay in memory.
        var keys = new ThrowAwayFolder($"/dev/shm/penguinmails-demo-{Guid.CreateVersion7():N}");
        using var gateway = new DemoGateway(new Uri($"http://localhost:{instance.GatewayPort}"), TimeProvider.System);
        var ssh = new DemoSsh(resource.Server, user.Tenant!.Account, keys.Path);
        try
        {
            return await new MainJobDemo(gateway, ssh, instance.SshGrace, cancellationToken).PlayAsync(user) ? 0 : 1;
        }
        finally
        {
            await keys.RemoveAsync();
        }
    }

    private async Task<bool> PlayAsync(DevelopmentUser user)
    {
        DemoTable.WriteHeader();
        var table = new DemoTable();
        await table.PlayAsync("sign in with a one-time code, step up", () => gateway.SignInAsync(user, cancellationToken));
        await table.PlayAsync("the platform has issued a key: it is active", () => WaitForStatusAsync("active"));
        await table.PlayAsync("download the private key", async () => _first = await DownloadAsync("first.pem"));
        await table.PlayAsync("log in with it", () => ssh.LogInAsync(_first, cancellationToken));
        await table.PlayAsync("a second download is refused", () => BeRefusedAsync("download", "already_downloaded"));
        await table.PlayAsync("rotate", () => gateway.OperateAsync("rotate", cancellationToken));
        await table.PlayAsync("download the new key", async () => _second = await DownloadAsync("second.pem"));
        await table.PlayAsync("the new key logs in", () => ssh.LogInAsync(_second, cancellationToken));
        await table.PlayAsync("the old key still logs in, in its grace period", () => ssh.LogInAsync(_first, cancellationToken));
        await table.PlayAsync($"the grace period of {grace.TotalSeconds:0} s ends", WaitForEndOfGraceAsync);
        await table.PlayAsync("the old key is refused", () => ssh.BeRefusedAsync(_first, cancellationToken));
        await table.PlayAsync("the new key logs in", () => ssh.LogInAsync(_second, cancellationToken));
        await table.PlayAsync("revoke", () => gateway.OperateAsync("revoke", cancellationToken));
        await table.PlayAsync("the revoked key is refused", () => ssh.BeRefusedAsync(_second, cancellationToken));
        await table.PlayAsync("nothing is left to download", () => BeRefusedAsync("download", "no_active_key"));
        await table.PlayAsync("regenerate", () => gateway.OperateAsync("regenerate", cancellationToken));
        await table.PlayAsync("download the third key and log in with it", async () => await ssh.LogInAsync(await DownloadAsync("third.pem"), cancellationToken));
        Console.WriteLine(table.AllHeld ? "\n  Every step held.\n" : "\n  The demo failed.\n");
        return table.AllHeld;
    }

    private async Task<string> DownloadAsync(string name) => ssh.Keep(name, await gateway.DownloadAsync(cancellationToken));

    private Task WaitForStatusAsync(string status) => gateway.WaitForCredentialsAsync(
        seen => seen.GetProperty("status").GetString() == status, Patience, cancellationToken);

    private Task WaitForEndOfGraceAsync() => gateway.WaitForCredentialsAsync(
        seen => !seen.TryGetProperty("gracePeriod", out var period) || period.ValueKind == JsonValueKind.Null, grace + Patience, cancellationToken);

    private async Task BeRefusedAsync(string action, string expected)
    {
        if (await gateway.BeRefusedAsync(action, HttpStatusCode.Conflict, cancellationToken) is var code && code != expected)
        {
            throw new DemoFailedException($"Refused with {code} in place of {expected}.");
        }
    }
}
