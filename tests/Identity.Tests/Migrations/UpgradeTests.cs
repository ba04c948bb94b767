using Npgsql;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests.Migrations;

/// <summary>A database from before there were invitations.</summary>
[Category("Component")]
public sealed class UpgradeTests
{
    [Test]
    public async Task Users_FromBeforeInvitations_StayActiveAndTheirSessionsTheirs()
    {
        await using var source = NpgsqlDataSource.Create(await (await TestPostgres.SharedAsync()).CreateDatabaseAsync());
        foreach (var number in (string[])["0001_identity", "0002_throttling", "0003_signing_keys"])
        {
            await ExecuteAsync(source, ScriptOf(number));
        }

        await ExecuteAsync(
            source,
            """
            insert into platform_user (user_id, email, password_hash, totp_secret, role, created_at)
            values ('019ab000-0000-7000-8000-000000000000', 'admin@penguin.example', 'x', 'vault:v1:x', 'admin', now());
            insert into session (session_id, user_id, started_at, ends_at, access_ends_at)
            values ('019ab000-0000-7000-8000-000000000001', '019ab000-0000-7000-8000-000000000000', now(), now(), now());
            """);

        await ExecuteAsync(source, ScriptOf("0004_service_clients"));
        await ExecuteAsync(source, ScriptOf("0005_people"));

        await using var read = source.CreateCommand("select u.status from platform_user u join session using (user_id)");
        Assert.That(await read.ExecuteScalarAsync(), Is.EqualTo("active"));
        Assert.That(
            () => ExecuteAsync(source, "update platform_user set password_hash = null"),
            Throws.InstanceOf<PostgresException>(), "an active user has a password");
    }

    [Test]
    public async Task People_DisabledBefore_CountAsDisabledByThePlatform()
    {
        await using var source = NpgsqlDataSource.Create(await (await TestPostgres.SharedAsync()).CreateDatabaseAsync());
        foreach (var number in (string[])["0001_identity", "0002_throttling", "0003_signing_keys", "0004_service_clients", "0005_people"])
        {
            await ExecuteAsync(source, ScriptOf(number));
        }

        await ExecuteAsync(
            source,
            """
            insert into platform_user (user_id, email, password_hash, totp_secret, role, status, created_at)
            values ('019ab000-0000-7000-8000-000000000000', 'out@penguin.example', 'x', 'vault:v1:x', 'admin', 'disabled', now()),
                ('019ab000-0000-7000-8000-000000000001', 'in@penguin.example', 'x', 'vault:v1:x', 'admin', 'active', now());
            """);

        await ExecuteAsync(source, ScriptOf("0010_disabled_by"));

        await using var read = source.CreateCommand("select string_agg(email, ' ') from platform_user where disabled_by_platform");
        Assert.That(await read.ExecuteScalarAsync(), Is.EqualTo("out@penguin.example"));
    }

    private static string ScriptOf(string name)
    {
        using var stream = typeof(IdentityExtensions).Assembly.GetManifestResourceStream($"{name}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
