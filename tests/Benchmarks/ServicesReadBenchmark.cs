using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.Benchmarks;

/// <summary>
/// What the mail worker reads through gateway and KeyIssuance, beside a raw read of the same secret from the same Vault and a tenant's read of its SSH
/// credentials, with the CPU time of each process per read.
/// </summary>
internal static class ServicesReadBenchmark
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    public static async Task RunAsync()
    {
        await using var instance = AppHostProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Gateway__RequestsPerMinute"] = "1000000",
            ["Gateway__ServiceRequestsPerMinute"] = "1000000",
            ["PENGUINMAILS_KEEP_ROOT_TOKEN"] = "true",
        });
        using var gateway = new HttpClient { BaseAddress = instance.GatewayAddress };
        await instance.WaitHealthyAsync(gateway, TimeSpan.FromMinutes(4));
        var owner = new SignedInUser(gateway, DevelopmentUser.BorealisOwner, new TotpCodes(TimeProvider.System));
        var tenant = DevelopmentTenant.Borealis.Id;
        var path = $"/api/v1/services/secrets/smtp/{tenant}/mail-1";
        var token = await ServiceTokenAsync(gateway);
        await Eventually.Async(() => IsReadAsync(gateway, path, token), TimeSpan.FromMinutes(2), "The tenant's first mail password");

        using var vault = new HttpClient { BaseAddress = new Uri($"http://{VaultBenchmark.ListenAddressOf(instance)}") };
        vault.DefaultRequestHeaders.Add("X-Vault-Token", await File.ReadAllTextAsync(Path.Combine(instance.Data.FullName, "vault", "root-token")));
        var (ours, raw) = (new ReadLoad(gateway, path, token), new ReadLoad(vault, $"/v1/secret/data/penguinmails/smtp/{tenant}/mail-1", token: null));
        await ours.RunAsync(16, Duration);
        Report.Line("reads                    ours/s    p50 ms    p99 ms     raw/s    p50 ms    p99 ms     ratio   (aims: >= 0.35; p99 at 16 <= 15 ms)");
        foreach (var concurrency in new[] { 1, 16, 64 })
        {
            var before = ProcessTimes.Of(instance.Data);
            var read = await ours.RunAsync(concurrency, Duration);
            var spent = ProcessTimes.Of(instance.Data).Since(before);
            var straight = await raw.RunAsync(concurrency, Duration);
            Report.Line($"concurrency {concurrency,-8} {read} {straight} {read.PerSecond / straight.PerSecond,9:F2}");
            Report.Line($"    {spent.Values.Sum(time => time.TotalMilliseconds) / read.Count:F3} ms CPU per read, all processes");
        }

        var credentials = await new ReadLoad(gateway, Ssh, await owner.AccessTokenAsync()).RunAsync(16, Duration);
        var secrets = await ours.RunAsync(16, Duration);
        Report.Line($"a tenant's credentials at 16: {credentials}; services' reads: {secrets.PerSecond / credentials.PerSecond:F2} times as many   (aim: 5 times those of the build before)");
    }

    private static async Task<bool> IsReadAsync(HttpClient gateway, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await gateway.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private static async Task<string> ServiceTokenAsync(HttpClient gateway)
    {
        using var credentials = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "mail-worker",
            ["client_secret"] = "penguin-dev-service-secret",
        });
        using var issued = await gateway.PostAsync("/api/v1/auth/token", credentials);
        return (string)(await issued.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!;
    }
}
