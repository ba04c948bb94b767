using PenguinMails.Destruction.Tests.Platform;
using PenguinMails.TestKit;

namespace PenguinMails.Destruction.Tests.Destroying;

/// <summary>
/// Kills, freezes and cuts off one part of the platform after the other, in an order that the seed decides. It waits until a part
/// runs before it destroys it again: what is dead cannot be killed in the midst of its work.
/// </summary>
internal sealed class Destroyer(RunningPlatform platform, int seed, Action<string> say)
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromMinutes(5);

    private readonly Random _random = new(seed);
    private readonly Queue<StrikeKind> _opening = new(StrikeKinds.Opening(new Random(seed)));
    private readonly SortedDictionary<string, int> _kills = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _others = new(StringComparer.Ordinal);

    public int Kills => _kills.Values.Sum();

    /// <summary>How many kills of KeyIssuance came while operations were leased.</summary>
    public int KillsUnderWay { get; private set; }

    public string Figures => $"kills: {Text(_kills)}; of key-issuance under way: {KillsUnderWay}; freezes and cuts: {Text(_others)}";

    /// <summary>Destroys until so many have been killed.</summary>
    public async Task RunAsync(int kills)
    {
        while (Kills < kills)
        {
            var (name, strike) = Choose();
            say($"{Kills}: {name}");
            await strike();
            await Task.Delay(_random.Next(50, 600));
        }
    }

    /// <summary>One strike of every kind, in an order that the seed decides, then any, the likelier the more often it happens.</summary>
    private (string Name, Func<Task> Strike) Choose() => _opening.TryDequeue(out var kind) ? Strike(kind) : Strike(StrikeKinds.Any(_random));

    private (string Name, Func<Task> Strike) Strike(StrikeKind kind) => kind switch
    {
        StrikeKind.KillKeyIssuance => KillOf(Instance("key-issuance")),
        StrikeKind.KillRotation => KillOf(Instance("rotation")),
        StrikeKind.KillAudit => KillOf(Instance("audit")),
        StrikeKind.KillGateway => KillOf(Instance("gateway")),
        StrikeKind.KillIdentity => KillOf(Instance("identity")),
        StrikeKind.KillVaultOperations => KillOf(Instance("vault-operations")),
        StrikeKind.FreezeKeyIssuance => Freeze(Instance("key-issuance")),
        StrikeKind.KillPostgres => ("kill postgres", () => KillAsync("postgres", platform.Postgres.KillAsync, platform.Postgres.StartAgainAsync)),
        StrikeKind.KillVault => ("kill vault", () => KillAsync("vault", platform.Vault.KillAsync, OpenVaultAsync)),
        StrikeKind.KillRabbitMq => ("kill rabbitmq", () => KillAsync("rabbitmq", platform.Broker.KillAsync, platform.Broker.StartAgainAsync)),
        StrikeKind.KillSshServer => KillOf(Server()),
        StrikeKind.FreezePostgres => ("freeze postgres", () => FreezeAsync("postgres", platform.Postgres.Pause, platform.Postgres.Resume)),
        StrikeKind.FreezeVault => ("freeze vault", () => FreezeAsync("vault", platform.Vault.Pause, platform.Vault.Resume)),
        StrikeKind.FreezeRabbitMq => ("freeze rabbitmq", () => FreezeAsync("rabbitmq", platform.Broker.Pause, platform.Broker.Resume)),
        StrikeKind.FreezeSshServer => Freeze(Server()),
        _ => Cut(Server()),
    };

    private Member Instance(string name)
    {
        var instances = platform.Members.Where(member => member.Name.StartsWith(name, StringComparison.Ordinal)).ToArray();
        return instances[_random.Next(instances.Length)];
    }

    private TestSshServer Server() => platform.SshServers[_random.Next(platform.SshServers.Count)];

    private (string, Func<Task>) KillOf(Member member) => ($"kill {member.Name}", async () =>
    {
        await Eventually.Async(member.IsAliveAsync, ReadyLimit, $"{member.Name}, started again");
        var isWorker = member.Name.StartsWith("key-issuance", StringComparison.Ordinal);
        if (isWorker)
        {
            await WaitForWorkAsync();
        }

        if (isWorker && await LeasedAsync() > 0)
        {
            KillsUnderWay++;
        }

        await member.KillAsync();
        Count(_kills, member.Name.TrimEnd('0', '1').TrimEnd('-'));
    }
    );

    private (string, Func<Task>) KillOf(TestSshServer server) => ($"kill sshd {server.Port}", () => KillAsync("sshd", server.StopAsync, server.StartAgainAsync));

    private (string, Func<Task>) Freeze(Member member) => ($"freeze {member.Name}", () => FreezeAsync(member.Name.TrimEnd('0', '1').TrimEnd('-'), member.Pause, member.Resume));

    private (string, Func<Task>) Freeze(TestSshServer server) => ($"freeze sshd {server.Port}", () => FreezeAsync("sshd", server.Pause, server.Resume));

    private (string, Func<Task>) Cut(TestSshServer server) => ($"cut connections of sshd {server.Port}", () =>
    {
        server.CutConnections();
        Count(_others, "connections");
        return Task.CompletedTask;
    }
    );

    private async Task KillAsync(string name, Func<Task> kill, Func<Task> startAgain)
    {
        await kill();
        Count(_kills, name);
        await Task.Delay(_random.Next(0, 1500));
        await startAgain();
    }

    private async Task FreezeAsync(string name, Action pause, Action resume)
    {
        pause();
        Count(_others, name);
        // Longer than a lease, now and then.
        await Task.Delay(_random.Next(300, 3500));
        resume();
    }

    private async Task OpenVaultAsync()
    {
        await platform.Vault.StartAgainAsync();
        await platform.Vault.UnsealAsync();
    }

    /// <summary>Until a worker is at something, or for a short while: it may be that nobody has asked for anything.</summary>
    private async Task WaitForWorkAsync()
    {
        try
        {
            await Eventually.Async(async () => await LeasedAsync() > 0, TimeSpan.FromSeconds(3));
        }
        catch (TimeoutException)
        {
            say("no work at the moment");
        }
    }

    private async Task<int> LeasedAsync()
    {
        try
        {
            return (await platform.QueryAsync<int>(
                "keyissuance", "select count(*)::int from operation where status = 'running' and lease_until > now()"))[0];
        }
        catch (Exception away) when (away is Npgsql.NpgsqlException or TimeoutException)
        {
            return 0;
        }
    }

    private static void Count(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static string Text(SortedDictionary<string, int> counts) => string.Join(", ", counts.Select(entry => $"{entry.Key} {entry.Value}"));
}
