using System.Net;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.LiveStream;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.LiveStream;

/// <summary>How much of the past a stream begins with, at most.</summary>
[Category("Component")]
internal sealed class ReplayBoundTests
{
    private AuditService _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await AuditService.StartAsync(("Audit:Reading:ReplayRecords", "5"));
        await RecordTenAsync(_service);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _service.DisposeAsync();

    [TestCase("0", HttpStatusCode.Conflict)]
    [TestCase("1", HttpStatusCode.Conflict)]
    [TestCase("7", HttpStatusCode.OK)]
    [TestCase("99999999", HttpStatusCode.OK)]
    public async Task Follow_ReplayOfMoreThanTheBound_IsRefusedAndPointsToAnExport(string lastEventId, HttpStatusCode expected)
    {
        using var answer = await AnswerAsync(_service, lastEventId);

        Assert.That(answer.StatusCode, Is.EqualTo(expected));
        if (expected == HttpStatusCode.Conflict)
        {
            var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            Assert.That(problem.GetProperty("code").GetString(), Is.EqualTo("replay_too_long"));
            Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("at most 5 records of the last 15 minutes").And.Contain("request an export"));
            await Eventually.Async(() => Task.FromResult(_service.Get<LedgerTail>().Listeners == 0), what: "nobody listening");
        }
    }

    [Test]
    public async Task Follow_ReplayOfOlderRecordsThanTheBound_IsRefused()
    {
        await using var service = await AuditService.StartAsync(("Audit:Reading:ReplayWindow", "00:00:00"));
        await RecordTenAsync(service);

        using var answer = await AnswerAsync(service, lastEventId: "9");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
    }

    private static async Task RecordTenAsync(AuditService service)
    {
        await service.PublishAsync(Enumerable.Range(0, 10).Select(_ => Record()));
        await service.RecordedAsync(10);
        await service.FollowedAsync(10);
    }

    private static async Task<HttpResponseMessage> AnswerAsync(AuditService service, string? lastEventId)
    {
        var client = service.Client(Roles.Admin);
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/admin/vault/audit-logs/stream");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
