using Npgsql;
using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Rotation.Tests.Platform;

/// <summary>No value that a caller can send is a fault of the service.</summary>
[Category("Component")]
internal sealed class EdgeValueTests
{
    [Test]
    public async Task AnyOperation_EdgeValues_AreAnsweredOrRefused()
    {
        var rabbit = await TestRabbitMq.SharedAsync();
        var broker = await rabbit.CreateVirtualHostAsync();
        var (issuer, vault) = (await TestIssuer.SharedAsync(), await TestVault.SharedAsync());
        await using (var service = await InProcessService.StartAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__rotation"] = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(MigrateAsync),
                ["ConnectionStrings__messaging"] = rabbit.As(broker, PlatformServices.Rotation),
                ["Vault__Address"] = vault.Address.ToString(),
                ["Vault__TokenFile"] = vault.RootTokenFile,
                ["services__identity__http__0"] = issuer.Address.ToString(),
            },
            builder =>
            {
                builder.AddServiceDefaults("rotation");
                builder.AddRotation();
                var app = builder.BuildService();
                app.MapRotation();
                return app;
            }))
        {
            await service.WaitHealthyAsync();
            using var admin = service.ClientOf(issuer, new TestTokens(Roles.Admin));

            Assert.That(await EdgeRequests.FindFailuresAsync(service.Client, _ => admin), Is.Empty);
        }

        await rabbit.DeleteVirtualHostAsync(broker);
    }

    private static async Task MigrateAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await Migrator.MigrateAsync(source, [typeof(Database).Assembly, typeof(RotationExtensions).Assembly], CancellationToken.None);
    }
}
