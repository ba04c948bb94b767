using System.Diagnostics;
using Npgsql;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.Benchmarks;

/// <summary>One rotation over the gateway, and the sum of what it cannot do without, each part raw on the same machine.</summary>
internal static class RotationBenchmark
{
    private const int Rounds = 7;
    private const int Handshakes = 2; // as the admin account, with the new key
    private const int VaultWrites = 2; // staged, published
    private const int Commits = 7; // request, five steps, end of grace fixed
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";

    public static async Task RunAsync()
    {
        await using var instance = AppHostProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Gateway__RequestsPerMinute"] = "1000000",
        });
        using var gateway = new HttpClient { BaseAddress = instance.GatewayAddress };
        await instance.WaitHealthyAsync(gateway, TimeSpan.FromMinutes(4));
        var owner = new SignedInUser(gateway, DevelopmentUser.BorealisOwner, new TotpCodes(TimeProvider.System));
        await Eventually.Async(
            async () => (string?)(await owner.GetAsync(Ssh))["status"] == "active", TimeSpan.FromMinutes(1), "The tenant's first key");
        var credentials = await owner.GetAsync(Ssh);
        using var login = new SshLogin();
        using var download = await owner.SendAsync(HttpMethod.Post, Ssh + "/download", new { }, stepUp: true);
        var key = login.Keep("key.pem", await download.Content.ReadAsByteArrayAsync());

        var rotation = Report.Median(await TimesAsync(() => owner.RunOperationAsync(Ssh + "/rotate", new { reason = "benchmark" })));
        var handshake = Report.Median(await TimesAsync(() => SshLogin.TryAsync(
            key, (string)credentials["sshUsername"]!, (string)credentials["vpsIp"]!)));
        var generation = Report.Median(await TimesAsync(GenerateAsync));
        await using var vault = await TestVault.StartAsync();
        using (await vault.SendAsync(HttpMethod.Post, "sys/mounts/secret", new { type = "kv", options = new { version = "2" } }))
        {
            // Mounted.
        }

        var write = Report.Median(await TimesAsync(() => vault.SendAsync(HttpMethod.Post, "secret/data/benchmark", new { data = new { a = new string('x', 400) } })));
        await using var postgres = await TestPostgres.StartAsync(durable: true);
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        await ExecuteAsync(source, "create table benchmark (id bigint generated always as identity, body text)");
        var commit = Report.Median(await TimesAsync(() => ExecuteAsync(source, "insert into benchmark (body) values (repeat('x', 500))")));

        var parts = generation + (Handshakes * handshake) + (VaultWrites * write) + (Commits * commit);
        Report.Line($"one rotation         {rotation.TotalMilliseconds,8:F0} ms   median of {Rounds}");
        Report.Line($"its parts, raw       {parts.TotalMilliseconds,8:F0} ms   = key {generation.TotalMilliseconds:F0}"
            + $" + {Handshakes} handshakes of {handshake.TotalMilliseconds:F0} + {VaultWrites} Vault writes of {write.TotalMilliseconds:F1}"
            + $" + {Commits} commits of {commit.TotalMilliseconds:F1}");
        Report.Line($"ratio                {rotation / parts,8:F2}      (aim <= 1.5)");
    }

    private static async Task<List<TimeSpan>> TimesAsync(Func<Task> work)
    {
        await work(); // warm
        var times = new List<TimeSpan>();
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await work();
            times.Add(Stopwatch.GetElapsedTime(started));
        }

        return times;
    }

    private static async Task GenerateAsync()
    {
        var file = $"/dev/shm/penguin-benchmark-{Guid.CreateVersion7():N}";
        using (var process = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]))
        {
            await process.WaitForExitAsync();
        }

        File.Delete(file);
        File.Delete(file + ".pub");
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
