using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PenguinMails.LocalComponents;
using PenguinMails.Ssh;
using PenguinMails.Ssh.SshNet;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.Benchmarks;

/// <summary>
/// A campaign over 200 tenants on real sshd servers, over the gateway, beside the machine's own ceiling: how many SSH handshakes the
/// same machine does in a second with the same client and the same number under way, and nothing else.
/// </summary>
internal static class CampaignBenchmark
{
    private const int Servers = 5;
    private const int Concurrency = 8;
    private const int RawHandshakes = 120;
    private const int HandshakesPerRotation = 2; // one as the admin account, one with the new key, to prove it
    private const string Tenants = "/api/v1/admin/tenants";
    private const string Secrets = "/api/v1/admin/secrets";

    private static readonly int TenantsPerServer = int.Parse(
        Environment.GetEnvironmentVariable("BENCHMARK_TENANTS_PER_SERVER") ?? "40", CultureInfo.InvariantCulture);

    public static async Task RunAsync()
    {
        await using var instance = AppHostProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Gateway__RequestsPerMinute"] = "1000000",
        });
        using var gateway = new HttpClient { BaseAddress = instance.GatewayAddress };
        await instance.WaitHealthyAsync(gateway, TimeSpan.FromMinutes(4));
        var admin = new SignedInUser(gateway, DevelopmentUser.PlatformAdmin, new TotpCodes(TimeProvider.System));
        var servers = await Task.WhenAll(Enumerable.Range(0, Servers).Select(_ => TestSshServer.StartAsync(new TestSshServerOptions { TenantAccounts = [] })));
        try
        {
            var tenants = await EnrolAsync(admin, servers);
            var raw = await RawHandshakesAsync(servers);
            var (campaign, elapsed) = await RotateAsync(admin, tenants);
            var perSecond = (int)campaign["succeeded"]! / elapsed.TotalSeconds;
            Report.Line($"campaign             {campaign["succeeded"]} of {campaign["total"]} rotated in {elapsed.TotalSeconds:F1} s   {perSecond:F2} per s, {Concurrency} under way");
            Report.Line($"raw SSH handshakes   {raw:F1} per s, {Concurrency} under way");
            Report.Line($"ratio                {perSecond * HandshakesPerRotation / raw,8:P0}      ({HandshakesPerRotation} handshakes a rotation; aim >= 90 %)");
            await LatencyAsync(admin, tenants[0]);
        }
        finally
        {
            foreach (var server in servers)
            {
                await server.DisposeAsync();
            }
        }
    }

    private static async Task<IReadOnlyList<Guid>> EnrolAsync(SignedInUser admin, TestSshServer[] servers)
    {
        var tenants = new List<Guid>();
        foreach (var server in servers)
        {
            var bootstrap = await File.ReadAllTextAsync(server.BootstrapKeyPath);
            for (var index = 0; index < TenantsPerServer; index++)
            {
                var tenantId = new Guid(RandomNumberGenerator.GetBytes(16));
                using var response = await admin.SendAsync(
                    HttpMethod.Post,
                    Tenants,
                    new
                    {
                        tenantId,
                        name = $"Benchmark {tenants.Count}",
                        server = new
                        {
                            address = server.Address,
                            port = server.Port,
                            hostKey = server.HostKey,
                            bootstrap = new { username = TenantServer.AdminAccount, privateKey = bootstrap },
                        },
                    },
                    stepUp: true);
                await SignedInUser.ReadAsync(response, HttpStatusCode.Accepted);
                tenants.Add(tenantId);
            }
        }

        await Eventually.Async(
            async () => await CountAsync(admin) >= (2 * tenants.Count), TimeSpan.FromMinutes(15), "Every tenant's first keys");
        return tenants;
    }

    /// <summary>Secrets that the scheduler knows: they have been issued.</summary>
    private static async Task<int> CountAsync(SignedInUser admin) => (int)(await admin.GetAsync($"{Secrets}/rotation-schedule?pageSize=1"))["total"]!;

    private static async Task<double> RawHandshakesAsync(TestSshServer[] servers)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.AddSsh();
        using var host = builder.Build();
        var connector = host.Services.GetRequiredService<ISshConnector>();
        await HandshakeAsync(connector, servers[0]); // warm
        var started = Stopwatch.GetTimestamp();
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= RawHandshakes)
            {
                await HandshakeAsync(connector, servers[number % servers.Length]);
            }
        }));
        return RawHandshakes / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task HandshakeAsync(ISshConnector connector, TestSshServer server)
    {
        using var key = new PlainTextPrivateKey(await File.ReadAllBytesAsync(server.BootstrapKeyPath));
        var endpoint = new SshEndpoint(server.Address, server.Port, PublicKey.Parse(server.HostKey));
        var answer = await connector.TryLoginAsync(endpoint, new SshIdentity(TenantServer.AdminAccount, key), CancellationToken.None);
        if (answer is not SshAnswer.Accepted)
        {
            throw new InvalidOperationException($"A raw handshake failed: {answer}");
        }
    }

    private static async Task<(JsonNode Campaign, TimeSpan Elapsed)> RotateAsync(SignedInUser admin, IReadOnlyList<Guid> tenants)
    {
        using var response = await admin.SendAsync(
            HttpMethod.Post,
            $"{Secrets}/rotate-all",
            new
            {
                secretType = "ssh",
                scope = "selected",
                reason = "benchmark",
                confirm = true,
                concurrency = Concurrency,
                perServer = 2,
                secrets = tenants.Select(tenantId => new { tenantId, type = "ssh", name = "tenant" }),
            },
            stepUp: true);
        var started = Stopwatch.GetTimestamp();
        await SignedInUser.ReadAsync(response, HttpStatusCode.Accepted);
        var location = response.Headers.Location!.ToString();
        JsonNode? campaign = null;
        await Eventually.Async(
            async () => (string?)(campaign = await admin.GetAsync(location))["state"] is "completed" or "halted", TimeSpan.FromMinutes(15), "The campaign");
        return (campaign!, Stopwatch.GetElapsedTime(started));
    }

    private static async Task LatencyAsync(SignedInUser admin, Guid tenantId)
    {
        const int Rounds = 20;
        var times = new List<TimeSpan>();
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await admin.RunOperationAsync($"{Secrets}/tenant/{tenantId}/ssh/tenant/rotate", new { reason = "benchmark" });
            times.Add(Stopwatch.GetElapsedTime(started));
        }

        var sorted = times.Order().ToList();
        Report.Line($"one rotation         p50 {sorted[Rounds / 2].TotalSeconds:F2} s   p95 {sorted[(Rounds * 95 / 100) - 1].TotalSeconds:F2} s      (aim p95 <= 5 s)");
    }
}
