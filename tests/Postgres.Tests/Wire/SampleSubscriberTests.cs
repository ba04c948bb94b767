using NUnit.Framework;
using PenguinMails.Contracts.Messages;
using PenguinMails.LocalComponents;
using PenguinMails.Postgres.Tests.Messaging;
using PenguinMails.TestKit;

namespace PenguinMails.Postgres.Tests.Wire;

/// <summary>The sample in docs/api does what it says, as a program of its own.</summary>
[Category("Process")]
internal sealed class SampleSubscriberTests
{
    [Test]
    public async Task Sample_Started_PrintsRotationsAlsoThoseThatHappenedWhileItWasAway()
    {
        var rabbit = TestRabbitMq.SharedAsync();
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        var broker = await (await rabbit).CreateVirtualHostAsync();
        var assembly = RepositoryFolder.AssemblyOf("SecretRotatedSubscriber");
        var command = new ComponentCommand("dotnet", [assembly, (await rabbit).As(broker, "subscriber"), "subscriber.mine"], new Dictionary<string, string>(), Path.GetDirectoryName(assembly)!);
        await using var service = await TestService.StartAsync(database, broker);

        await using (var sample = await ChildProcess.StartAsync(command, "sample"))
        {
            await sample.WaitForLineAsync("Waiting in queue subscriber.mine");
            await service.PublishAsync(Rotated("SHA256:new", "SHA256:old"));
            await sample.WaitForLineAsync("is now SHA256:new; SHA256:old works until 2026-11-21T12:00:00.0000000+00:00");
            await sample.StopAsync();
            Assert.That(sample.ExitCode, Is.Zero, sample.Log);
        }

        await service.PublishAsync(Rotated("SHA256:newer", "SHA256:new"));
        await using var again = await ChildProcess.StartAsync(command, "sample");
        await again.WaitForLineAsync("ssh/tenant of tenant 550e8400-e29b-41d4-a716-446655440000 is now SHA256:newer");
        Assert.That(again.Log, Does.Not.Contain("SHA256:old"), "it was acknowledged");
    }

    private static SecretRotated Rotated(string fingerprint, string previous)
    {
        var noon = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        return new SecretRotated(
            TestMessages.Secret, Guid.CreateVersion7(), fingerprint, Guid.CreateVersion7(), previous, noon.AddDays(1), Guid.CreateVersion7(), "manual", null, noon);
    }
}
