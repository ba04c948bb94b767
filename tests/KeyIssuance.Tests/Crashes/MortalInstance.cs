using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.Postgres;
using PenguinMails.Ssh;
using PenguinMails.TestKit;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests.Crashes;

/// <summary>
/// An instance of the service in this process whose workers are <see cref="Victim"/>s, many at a time. It takes up no operation by
/// itself. What its workers do outside goes through decorated seams: database, Vault and servers.
/// </summary>
internal sealed class MortalInstance : IAsyncDisposable
{
    private readonly World _world;
    private readonly InProcessService _service;

    private MortalInstance(World world, InProcessService service) => (_world, _service) = (world, service);

    public IServiceProvider Services => _service.Services;

    public static async Task<MortalInstance> StartAsync(World world, int maxAttempts = 3)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KeyIssuance__Lease"] = LeasingDatabase.LeaseTime,
            ["KeyIssuance__MaxAttempts"] = $"{maxAttempts}",
            // On a busy machine nothing of a victim's takes too long: a further attempt would be a further effect.
            ["ConnectionStrings__keyissuance"] = world.ConnectionString + ";Timeout=60;Command Timeout=60",
            ["Vault__AttemptTimeout"] = "00:01:00",
            ["Vault__TotalTimeout"] = "00:01:00",
            ["Ssh__ConnectTimeout"] = "00:01:00",
            ["Ssh__CommandTimeout"] = "00:01:00",
        };
        return new MortalInstance(world, await world.StartServiceAsync(settings, services =>
        {
            services.Remove(services.Single(service => service.ImplementationType == typeof(OperationWorkers)));
            services.AddSingleton<Database>(provider => new MortalDatabase(
                provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<OutboxSignal>()));
            Decorate<IKeyValueStore>(services, vault => new MortalVault(vault));
            Decorate<ISshConnector>(services, connector => new MortalConnector(connector));
        }));
    }

    /// <summary>Starts an operation and has a victim work it until its death, or the operation's end. Then its lease runs out.</summary>
    /// <param name="start">Starts the operation over the given database.</param>
    /// <param name="life">As <see cref="Victim"/>'s.</param>
    /// <returns>The operation, and what the victim did.</returns>
    public async Task<(Guid OperationId, Victim Victim)> RunAsync(Func<Database, Task> start, int life)
    {
        var database = new LeasingDatabase(_world.Source);
        await start(database);
        var lease = database.Lease ?? throw new AssertionException("No operation was started.");
        var victim = new Victim(life);
        await victim.WorkAsync(() => Services.GetRequiredService<OperationRunner>().RunAsync(lease, default));
        await _world.ExecuteAsync(
            "update operation set lease_until = now() - interval '1 second' where operation_id = @OperationId and lease_owner = @Owner", lease);
        return (lease.OperationId, victim);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private static void Decorate<T>(IServiceCollection services, Func<T, T> decorate)
        where T : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(T));
        services.AddSingleton(provider => decorate((T)(inner.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
    }
}
