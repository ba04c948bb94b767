using Npgsql;
using NUnit.Framework;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.VaultTrail.TrailLines;

namespace PenguinMails.Audit.Tests.VaultTrail;

[Category("Process")]
internal sealed class TrailProcessTests
{
    private const int Count = 6_000;

    [Test]
    public async Task Follow_KilledAgainAndAgain_LosesNothingAndRecordsNothingTwice()
    {
        var file = Path.Combine(TestFolder.Create("vault-audit"), "audit.log");
        var rabbit = TestRabbitMq.SharedAsync();
        var vault = await TestVault.SharedAsync();
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, Count).Select(Plain));
        await using var service = await ServiceProcess.StartAsync("Audit", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__audit"] = database,
            ["ConnectionStrings__messaging"] = (await rabbit).As(await (await rabbit).CreateVirtualHostAsync(), "audit"),
            ["Vault__Address"] = vault.Address.ToString(),
            ["Vault__TokenFile"] = vault.RootTokenFile,
            ["services__identity__http__0"] = (await TestIssuer.SharedAsync()).Address.ToString(),
            ["Audit__CheckpointFolder"] = TestFolder.Create("checkpoints"),
            ["Audit__VaultTrail__File"] = file,
            ["Audit__VaultTrail__PollInterval"] = "00:00:00.05",
        });

        for (var kill = 1; kill <= 3; kill++)
        {
            await Eventually.Async(async () => await SequenceAsync(database) >= kill * 1500, what: "Progress");
            await service.KillAsync();
            await File.AppendAllTextAsync(file, Plain(Count + kill) + "\n");
            await service.StartAgainAsync();
        }

        await Eventually.Async(async () => await SequenceAsync(database) >= Count + 3, TimeSpan.FromMinutes(3), "The end");
        Assert.That(await ScalarAsync(database, "select count(*) from audit_record where chain = 'vault'"), Is.EqualTo(Count + 3));
        Assert.That(await ScalarAsync(database, "select count(distinct path_id) from audit_record where chain = 'vault'"), Is.EqualTo(Count + 3));
    }

    private static async Task<long> SequenceAsync(string database)
    {
        try
        {
            return await ScalarAsync(database, "select last_sequence from audit_chain where chain = 'vault'");
        }
        catch (PostgresException)
        {
            return 0; // not migrated yet
        }
    }

    private static async Task<long> ScalarAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
