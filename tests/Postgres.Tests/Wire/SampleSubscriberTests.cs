using System.Diagnostics;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Contracts.Messages;
using PenguinMails.LocalComponents;
using PenguinMails.Postgres.Tests.Messaging;
using PenguinMails.TestKit;
using RabbitMQ.Client;

namespace PenguinMails.Postgres.Tests.Wire;

/// <summary>The samples in docs/api do what they say, as programs of their own, with the account that they are meant for.</summary>
[Category("Process")]
internal sealed class SampleSubscriberTests
{
    private const string Exchange = "PenguinMails.Contracts.Messages:SecretRotated";
    private static readonly string Samples = Path.Combine(RepositoryFolder.Find(), "docs", "api", "samples");
    private static readonly string Assembly = RepositoryFolder.AssemblyOf("SecretRotatedSubscriber");

    private static readonly string[][] All =
    [
        ["dotnet", Assembly],
        // Debian's own: it has the packages.
        ["/usr/bin/python3", Path.Combine(Samples, "subscriber.py")],
        ["node", Path.Combine(Samples, "node-subscriber", "subscriber.mjs")],
    ];

    [OneTimeSetUp]
    public async Task InstallAsync()
    {
        await Prerequisite.EnsureAsync([DebianPackage.PythonPika, DebianPackage.PythonJsonSchema], Console.Error.WriteLine);
        await InstallForNodeAsync(Path.Combine(Samples, "node-subscriber"));
    }

    [TestCaseSource(nameof(All))]
    public async Task Sample_Started_PrintsRotationsAlsoThoseThatHappenedWhileItWasAway(string program, string file)
    {
        var rabbit = TestRabbitMq.SharedAsync();
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        var broker = await (await rabbit).CreateVirtualHostAsync();
        var account = (await rabbit).As(broker, "subscriber");
        await using var service = await TestService.StartAsync(database, broker);
        using var request = new Activity("request").Start();

        await using (var sample = await StartAsync(program, file, account, "subscriber.mine"))
        {
            await sample.WaitForLineAsync("Waiting in queue subscriber.mine");
            await service.PublishAsync(Rotated("SHA256:new", "SHA256:old"));
            await sample.WaitForLineAsync("is now SHA256:new; SHA256:old works until 2026-11-21T12:00:00");
            Assert.That(sample.Log, Does.Contain($"; trace {request.TraceId}"));
            await sample.StopAsync();
            Assert.That(sample.ExitCode, Is.Zero, sample.Log);
        }

        await service.PublishAsync(Rotated("SHA256:newer", "SHA256:new"));
        await using var again = await StartAsync(program, file, account, "subscriber.mine");
        await again.WaitForLineAsync("ssh/tenant of tenant 550e8400-e29b-41d4-a716-446655440000 is now SHA256:newer");
        Assert.That(again.Log, Does.Not.Contain("SHA256:old"), "it was acknowledged");
    }

    [TestCaseSource(nameof(All))]
    public async Task Sample_WrongPassword_SaysSoInOneLine(string program, string file)
    {
        var rabbit = await TestRabbitMq.SharedAsync();
        var account = new UriBuilder(rabbit.As(await rabbit.CreateVirtualHostAsync(), "subscriber")) { Password = "guessed" };

        Assert.That(await EndedAsync(program, file, account.Uri.ToString()), Is.EqualTo(1));
    }

    [TestCaseSource(nameof(All))]
    public async Task Sample_QueueOfAnother_SaysThatItIsRefused(string program, string file)
    {
        var rabbit = await TestRabbitMq.SharedAsync();

        Assert.That(await EndedAsync(program, file, rabbit.As(await rabbit.CreateVirtualHostAsync(), "subscriber"), "audit-events"), Is.EqualTo(1));
    }

    [TestCaseSource(nameof(All))]
    public async Task Sample_NoBroker_SaysHowItIsUsed(string program, string file) => Assert.That(await EndedAsync(program, file), Is.EqualTo(2));

    [TestCase(1)]
    [TestCase(2)]
    public async Task Sample_EventOfAnotherForm_EndsItAndStaysInTheQueue(int index)
    {
        var rabbit = await TestRabbitMq.SharedAsync();
        var broker = await rabbit.CreateVirtualHostAsync();
        await using var connection = await BrokerConnection.OpenAsync(broker);
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Fanout, durable: true);
        var account = rabbit.As(broker, "subscriber");
        await using (var sample = await StartAsync(All[index][0], All[index][1], account, "subscriber.mine"))
        {
            await sample.WaitForLineAsync("Waiting in queue");
            await channel.BasicPublishAsync(
                Exchange, "", mandatory: false, new BasicProperties { ContentType = MediaTypeNames.Application.Json },
                Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { messageId = Guid.CreateVersion7(), message = new { secret = "ssh" } })));
            await sample.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
            Assert.That(sample.ExitCode, Is.EqualTo(1), sample.Log);
            Assert.That(sample.Log, Does.Contain("is not of its schema").And.Not.Contain("Traceback").And.Not.Contain("    at "));
        }

        await Eventually.Async(async () => await channel.MessageCountAsync("subscriber.mine") == 1, what: "it was not acknowledged");
    }

    private static async Task InstallForNodeAsync(string folder)
    {
        var installed = Path.Combine(folder, "node_modules", ".package-lock.json");
        if (File.Exists(installed) && File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
        {
            return;
        }

        await using var npm = await ChildProcess.StartAsync(
            new ComponentCommand("npm", ["ci", "--no-audit", "--no-fund"], new Dictionary<string, string> { ["CI"] = "true" }, folder), "npm");
        await npm.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
        Assert.That(npm.ExitCode, Is.Zero, npm.Log);
    }

    /// <returns>The exit code of a sample that ends by itself, with a line and no stack trace.</returns>
    private static async Task<int> EndedAsync(string program, params string[] arguments)
    {
        await using var sample = await StartAsync(program, arguments);
        await sample.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        Assert.That(sample.Lines, Has.Count.EqualTo(1), sample.Log);
        Assert.That(sample.Log, Does.Match("broker").And.Not.Contain("guessed"));
        return sample.ExitCode;
    }

    private static Task<ChildProcess> StartAsync(string program, params string[] arguments) => ChildProcess.StartAsync(
        new ComponentCommand(program, arguments, new Dictionary<string, string> { ["PYTHONDONTWRITEBYTECODE"] = "1" }, Path.GetDirectoryName(arguments[0])!), "sample");

    private static SecretRotated Rotated(string fingerprint, string previous)
    {
        var noon = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        return new SecretRotated(
            TestMessages.Secret, Guid.CreateVersion7(), fingerprint, Guid.CreateVersion7(), previous, noon.AddDays(1), Guid.CreateVersion7(), "manual", null, noon);
    }
}
