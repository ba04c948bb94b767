using System.Collections.Concurrent;
using PenguinMails.Destruction.Tests.Platform;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.Destruction.Tests.Workload;

/// <summary>What tenants and admins do all day, in a hurry: rotate one by one and by campaigns, download with several at once, end grace periods, revoke, and make anew.</summary>
internal sealed class Bustle
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";
    private const int Racers = 3;

    private readonly RunningPlatform _platform;
    private readonly HttpClient _gateway;
    private readonly Person _admin;
    private readonly List<(Tenant Tenant, Person Owner)> _owners;
    private readonly ConcurrentDictionary<int, int> _statuses = new();

    public Bustle(RunningPlatform platform)
    {
        _platform = platform;
        _gateway = new HttpClient { BaseAddress = platform.Gateway.Address, Timeout = TimeSpan.FromSeconds(30) };
        var codes = new TotpCodes(TimeProvider.System);
        _admin = new Person(_gateway, DevelopmentUser.PlatformAdmin, codes);
        _owners = [.. platform.Tenants.Select(tenant => (tenant, new Person(_gateway, tenant.Owner, codes)))];
    }

    /// <summary>Every private key that a client has received, with its tenant.</summary>
    public ConcurrentBag<(Tenant Tenant, string PrivateKey)> HandedOut { get; } = [];

    /// <summary>How requests were answered; 0: not at all.</summary>
    public IReadOnlyDictionary<int, int> Statuses => _statuses;

    /// <summary>What no log may hold, besides the keys.</summary>
    public IEnumerable<string> Secrets => _owners.Select(entry => entry.Owner).Append(_admin).SelectMany(person => person.Secrets)
        .Append(DevelopmentUser.Password).Append(DevelopmentUser.AcmeOwner.TotpSecret);

    /// <summary>Everybody signs in, before anything is destroyed.</summary>
    public async Task SignInAsync()
    {
        foreach (var person in _owners.Select(entry => entry.Owner).Append(_admin))
        {
            await Eventually.Async(async () => await person.PrepareAsync() is ({ }, { }), TimeSpan.FromMinutes(5), $"The sign-in of {person.User.Email}");
        }
    }

    /// <summary>Goes on until it is told to stop.</summary>
    public Task RunAsync(int seed, CancellationToken stop) => Task.WhenAll(
        _owners.Select(entry => OwnAsync(entry.Tenant, entry.Owner, new Random(seed + entry.Tenant.Number), stop)).Append(AdministerAsync(new Random(seed - 1), stop)));

    /// <summary>What a tenant sees of its key.</summary>
    public async Task<string> LookAsync(Tenant tenant)
    {
        var reply = await _owners.Single(entry => entry.Tenant == tenant).Owner.SendAsync(HttpMethod.Get, Ssh);
        return reply is { Status: 200 } ? reply.Body : throw new HttpRequestException($"The credentials cannot be read: {reply}");
    }

    /// <summary>What an administrator is told of the ledger: whether it is whole, and what is wrong with it.</summary>
    public async Task<string> VerifyLedgerAsync()
    {
        var reply = await _admin.SendAsync(HttpMethod.Get, "/api/v1/admin/vault/audit-logs/verify");
        return reply is { Status: 200 } ? reply.Body : throw new HttpRequestException($"The ledger cannot be verified: {reply}");
    }

    private async Task OwnAsync(Tenant tenant, Person owner, Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            switch (random.Next(11))
            {
                case < 4:
                    await PostAsync(owner, Ssh + "/rotate", new { reason = "destruction" });
                    break;
                case < 8:
                    await Task.WhenAll(Enumerable.Range(0, Racers).Select(_ => DownloadAsync(tenant, owner)));
                    break;
                case 8:
                    await PostAsync(owner, Ssh + "/revoke", new { reason = "destruction" });
                    break;
                case 9:
                    await PostAsync(owner, Ssh + "/end-grace", new { reason = "destruction" });
                    break;
                default:
                    await PostAsync(owner, Ssh + "/regenerate", new { reason = "destruction" });
                    break;
            }

            await PauseAsync(random, stop);
        }
    }

    private async Task AdministerAsync(Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (random.Next(6) == 0)
            {
                await PostAsync(_admin, "/api/v1/admin/secrets/rotate-all", Campaign(random));
            }
            else
            {
                var tenant = _platform.Tenants[random.Next(_platform.Tenants.Count)];
                var name = random.Next(4) == 0 ? "admin" : "tenant";
                await PostAsync(_admin, $"/api/v1/admin/secrets/tenant/{tenant.Id}/ssh/{name}/rotate", new { reason = "destruction" });
            }

            await PauseAsync(random, stop);
        }
    }

    /// <summary>A campaign over three keys, which no failure halts: nobody is there to resume it.</summary>
    private object Campaign(Random random) => new
    {
        secretType = "ssh",
        scope = "selected",
        reason = "destruction",
        confirm = true,
        concurrency = 2,
        maxFailurePercent = 100,
        secrets = _platform.Tenants.OrderBy(_ => random.Next()).Take(3).Select(tenant => new { tenantId = tenant.Id, type = "ssh", name = "tenant" }).ToArray(),
    };

    private async Task DownloadAsync(Tenant tenant, Person owner)
    {
        if (await PostAsync(owner, Ssh + "/download", new { }) is { Status: 200 } reply)
        {
            HandedOut.Add((tenant, reply.Body));
        }
    }

    private async Task<Reply?> PostAsync(Person person, string path, object body)
    {
        var reply = await person.SendAsync(HttpMethod.Post, path, body);
        _statuses.AddOrUpdate(reply?.Status ?? 0, 1, (_, count) => count + 1);
        return reply;
    }

    private static async Task PauseAsync(Random random, CancellationToken stop)
    {
        try
        {
            await Task.Delay(random.Next(200, 2000), stop);
        }
        catch (OperationCanceledException)
        {
            // the end of the day
        }
    }
}
