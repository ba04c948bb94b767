using Dapper;
using Npgsql;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.Tests.Crashes;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Migrations;

/// <summary>A database of the build before secret types had one seam is upgraded, and everything in it goes on working.</summary>
[Category("Component")]
public sealed class UpgradeTests
{
    private const string Upgrade = "0011_secret_types.sql";

    /// <summary>Tables in the order of their references, and each row in the shape that it had before.</summary>
    private static readonly (string Table, string Rows)[] Before =
    [
        ("tenant", "select to_jsonb(t) from tenant t"),
        ("server", "select to_jsonb(t) from server t"),
        ("secret", "select to_jsonb(t) || t.settings from secret t"),
        ("secret_version",
            """
            select to_jsonb(t) || t.public_data || jsonb_build_object(
                'download_id', r.reveal_id, 'download_claimed_at', r.claimed_at, 'download_actor', r.actor, 'download_outcome', r.outcome)
            from secret_version t left join reveal r on r.version_id = t.version_id
            """),
        ("banned_fingerprint", "select to_jsonb(t) from banned_fingerprint t"),
        ("operation", "select to_jsonb(t) from operation t"),
        ("operation_step", "select to_jsonb(t) from operation_step t"),
        ("drift_watch", "select to_jsonb(t) from drift_watch t"),
    ];

    [Test]
    public async Task Migrate_VersionsARunningOperationAndADownload_GoOnWorking()
    {
        await using var world = await World.StartAsync();
        var service = await world.StartServiceAsync();
        var tenant = await (await world.EnrolAsync()).IssuedAsync();
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        var downloaded = await DownloadAsync(world, tenant);
        await service.DisposeAsync();
        var rotation = await RotateAndDieAsync(world, tenant);
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await CopyToOldSchemaAsync(world, database);

        await using var upgraded = await world.OnDatabaseAsync(database);
        await using var successor = await upgraded.StartServiceAsync();
        var same = new Tenant(upgraded, tenant.Id, tenant.Enrolment);

        await same.SucceededAsync(rotation);
        await same.AssertConsistentAsync("the rotation that the build before had begun");
        var versions = await same.VersionsAsync();
        Assert.That(versions.Select(version => version.State), Is.EqualTo(new[] { "retiring", "retiring", "current" }));
        Assert.That(
            await upgraded.CountAsync("select count(*)::int from reveal where version_id = @downloaded and mode = 'once' and outcome = 'delivered'", new { downloaded }),
            Is.EqualTo(1));
        Assert.That(await DownloadAsync(upgraded, same), Is.EqualTo(versions[2].VersionId), "the new key can be downloaded");
        await same.RunAsync(OperationKind.Retire, versions[0].VersionId);
        await same.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await same.RunAsync(OperationKind.Revoke);
        await same.RunAsync(OperationKind.Regenerate);
        await same.AssertConsistentAsync("everything else");
        Assert.That((await upgraded.Credentials.FindAsync(tenant.Id, default))!, Has.Property("Status").EqualTo("active").And.Property("KeyType").EqualTo("ed25519"));
    }

    /// <summary>Claims and finishes the one download of the current version.</summary>
    private static async Task<Guid> DownloadAsync(World world, Tenant tenant)
    {
        var caller = new Caller(Guid.CreateVersion7(), "owner@example.test", Roles.TenantOwner, tenant.Id, Guid.CreateVersion7(), null, null);
        var version = (await world.Claims.FindCurrentAsync(tenant.Key, default))!;
        var claim = await world.Claims.ClaimAsync(tenant.Key, version, caller, default);
        await world.Claims.FinishAsync(claim!.Value, delivered: true, default);
        return version.VersionId;
    }

    /// <summary>Leaves a rotation whose new key is verified and not promoted.</summary>
    private static async Task<Guid> RotateAndDieAsync(World world, Tenant tenant)
    {
        await using var mortal = await MortalInstance.StartAsync(world);
        var (rotation, _) = await mortal.RunAsync(
            database => tenant.StartAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1), database: database),
            CrashWalkTests.LifeUntil(OperationKind.Rotate, "verify commit"));
        Assert.That((await tenant.VersionsAsync())[^1].Is(VersionState.Verified));
        return rotation;
    }

    private static async Task CopyToOldSchemaAsync(World world, string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var old = await source.OpenConnectionAsync();
        var assembly = typeof(KeyIssuanceOptions).Assembly;
        await Migrator.MigrateAsync(source, [typeof(Database).Assembly], default);
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal).TakeWhile(name => name != Upgrade))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            await old.ExecuteAsync(await reader.ReadToEndAsync());
            await old.ExecuteAsync("insert into schema_migration (assembly, name) values (@owner, @name)", new { owner = assembly.GetName().Name, name });
        }

        foreach (var (table, rows) in Before)
        {
            var copied = await world.Database.ReadAsync(read => read.ScalarAsync<string>($"select coalesce(jsonb_agg(row), '[]')::text from ({rows}) as rows(row)"), default);
            await old.ExecuteAsync(
                $"insert into {table} overriding system value select * from jsonb_populate_recordset(null::{table}, @copied::jsonb)", new { copied });
        }

        await old.ExecuteAsync("select setval(pg_get_serial_sequence('operation', 'fence'), (select max(fence) from operation))");
    }
}
