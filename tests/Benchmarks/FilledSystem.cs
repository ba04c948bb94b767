using System.Globalization;
using Npgsql;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.Benchmarks;

/// <summary>
/// The whole system as a person starts it, whose administrators' list holds many tenants. They are those of an <see cref="AdminQuerySystem"/> that has ended:
/// no other service knows them, so nobody tries to reach their servers.
/// </summary>
internal sealed class FilledSystem : IAsyncDisposable
{
    private const string Database = "adminquery";
    private const int PortLine = 3; // of postmaster.pid
    private static readonly string[] Tables = ["tenant", "secret", "tenant_type"];

    private readonly AppHostProcess _instance;

    private FilledSystem(AppHostProcess instance)
    {
        _instance = instance;
        Gateway = new HttpClient { BaseAddress = instance.GatewayAddress };
        Admin = new SignedInUser(Gateway, DevelopmentUser.PlatformAdmin, Codes);
    }

    /// <summary>Talks to the gateway.</summary>
    public HttpClient Gateway { get; }

    /// <summary>The codes of development users, each handed out once.</summary>
    public TotpCodes Codes { get; } = new(TimeProvider.System);

    public SignedInUser Admin { get; }

    public static async Task<FilledSystem> StartAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        var system = new FilledSystem(AppHostProcess.Start(environment ?? new Dictionary<string, string>(StringComparer.Ordinal)));
        try
        {
            await system._instance.WaitHealthyAsync(system.Gateway, TimeSpan.FromMinutes(4));
            await system.FillAsync();
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Gateway.Dispose();
        await _instance.DisposeAsync();
    }

    private async Task FillAsync()
    {
        await using var model = await AdminQuerySystem.StartAsync(AdminQuerySystem.Tenants);
        await model.RebuildAsync();
        await using var list = NpgsqlDataSource.Create(ConnectionString());
        // Its end removes what nobody has reported.
        await AdminQuerySystem.WaitRebuiltAsync(list);
        foreach (var table in Tables)
        {
            await using var reading = await model.Projection.OpenConnectionAsync();
            await using var writing = await list.OpenConnectionAsync();
            await using var rows = await reading.BeginRawBinaryCopyAsync($"copy {table} to stdout (format binary)");
            await using var copy = await writing.BeginRawBinaryCopyAsync($"copy {table} from stdin (format binary)");
            await rows.CopyToAsync(copy);
        }

        await using var analyze = list.CreateCommand("vacuum analyze tenant, secret, tenant_type");
        await analyze.ExecuteNonQueryAsync();
    }

    private string ConnectionString()
    {
        var folder = Path.Combine(_instance.Data.FullName, "postgres");
        var port = File.ReadLines(Path.Combine(folder, "data", "postmaster.pid")).ElementAt(PortLine);
        var password = File.ReadAllText(Path.Combine(folder, Database + "-password")).Trim();
        return new PostgresComponent(folder, int.Parse(port, CultureInfo.InvariantCulture)).ConnectionString(Database, Database, password);
    }
}
