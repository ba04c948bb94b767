using PenguinMails.DevVault.Administration;
using PenguinMails.DevVault.AppRole;
using PenguinMails.DevVault.Audit;
using PenguinMails.DevVault.Barrier;
using PenguinMails.DevVault.Identity;
using PenguinMails.DevVault.Kv;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Mounts;
using PenguinMails.DevVault.Policies;
using PenguinMails.DevVault.Tokens;
using PenguinMails.DevVault.Transit;
using PenguinMails.DevVault.Wrapping;

namespace PenguinMails.DevVault.Core;

/// <summary>Everything that exists only while unsealed. Sealing drops it as a whole.</summary>
internal sealed class ActiveVault : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ExpiryQueue _expiry = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private Task _revoking = Task.CompletedTask;

    public ActiveVault(VaultServices services)
    {
        (Barrier, _time, _logger) = (services.Barrier, services.Time, services.Logger);
        var root = new BarrierView(Barrier, string.Empty);
        Mounts = new(root.Under("core/")) { Factory = Create };
        Policies = new(root.Under("sys/policy/"));
        Tokens = new(root.Under("sys/token/"), _expiry, _time);
        Cubbyholes = new(root.Under("sys/cubbyhole/"));
        Tokens.Revoked = Cubbyholes.RemoveAsync;
        Identity = new(root.Under("identity/"), _time);
        Audit = new(root.Under("core/audit/"), services.Time, services.Logger);
        Wrapping = new(Tokens, Cubbyholes, _time);
        Access = new(Tokens, Policies, Identity);
        FailedLogins = new(_time);
        Root = root;
    }

    public SecurityBarrier Barrier { get; }

    public BarrierView Root { get; }

    public MountTable Mounts { get; }

    public PolicyStore Policies { get; }

    public TokenStore Tokens { get; }

    public CubbyholeStore Cubbyholes { get; }

    public IdentityStore Identity { get; }

    public AuditBroker Audit { get; }

    public WrappingStore Wrapping { get; }

    public AccessControl Access { get; }

    public FailedLogins FailedLogins { get; }

    public TimeProvider Time => _time;

    public ClusterIdentity Cluster { get; private set; } = ClusterIdentity.New();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Cluster = await ClusterIdentity.LoadAsync(Root, cancellationToken);
        await Mounts.LoadAsync(cancellationToken);
        await Policies.PrepareAsync(cancellationToken);
        await Identity.LoadAsync(cancellationToken);
        await Audit.LoadAsync(cancellationToken);
        await Tokens.LoadExpiriesAsync(cancellationToken);
        _revoking = RevokeExpiredAsync(_stopping.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _revoking;
        await Audit.DisposeAsync();
        _stopping.Dispose();
    }

    private Backend Create(MountEntry entry)
    {
        var view = Root.Under($"{(entry.IsAuth ? "auth" : "logical")}/{entry.Uuid}/");
        return entry.Type switch
        {
            "system" => new SystemBackend(this),
            "identity" => new IdentityBackend(Identity, Mounts),
            "cubbyhole" => new CubbyholeBackend(Cubbyholes),
            "token" => new TokenBackend(this),
            "agent_registry" => new EmptyBackend(),
            "approle" => new AppRoleBackend(view, entry, this),
            "transit" => new TransitBackend(view, _time),
            "kv" when entry.Options?.GetValueOrDefault("version") == "2" => new VersionedKvBackend(view, _time),
            "kv" => new PlainKvBackend(view, entry.Limits),
            _ => throw new InvalidOperationException($"No mount of type {entry.Type}."),
        };
    }

    private async Task RevokeExpiredAsync(CancellationToken cancellationToken)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(500), _time);
        try
        {
            while (await tick.WaitForNextTickAsync(cancellationToken))
            {
                foreach (var hash in _expiry.TakeDue(_time.GetUtcNow()))
                {
                    await RevokeOneAsync(hash, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Sealed or stopping.
        }
    }

    private async Task RevokeOneAsync(string hash, CancellationToken cancellationToken)
    {
        try
        {
            await Tokens.RevokeExpiredAsync(hash, cancellationToken);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // Lookups refuse it all the same; it is tried again after the next unseal.
            _logger.RevocationFailed(problem);
        }
    }
}

/// <summary>What an unsealed Vault is made from.</summary>
internal sealed record VaultServices(SecurityBarrier Barrier, TimeProvider Time, ILogger Logger);
