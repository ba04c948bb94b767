using System.Net;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Reading;

/// <summary>Who read the ledger is in the ledger.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class ReadingRecordTests : OwnServiceTests
{
    private const string Logs = "/api/v1/admin/vault/audit-logs";

    [Test]
    public async Task Read_PagesOfOneFilter_AreOneRecordPerSession()
    {
        await Service.PublishAsync(Enumerable.Range(0, 6).Select(_ => Record()));
        await Service.RecordedAsync(6);

        foreach (var (client, query) in new[] { (Alice, "&page=1"), (Alice, "&page=2"), (Alice, "&before=3"), (Bob, ""), (Alice, "&outcome=refused") })
        {
            using var answer = await client.GetAsync($"{Logs}?action=ssh_key.download&pageSize=2{query}");
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        await Service.PublishAsync(Record("drift.look", reason: "the last record"));
        await Service.RecordedAsync(10);
        Assert.That(await ReadersAsync(), Is.EqualTo(["alice@penguin.example success", "alice@penguin.example success", "bob@penguin.example success"]));
    }

    [Test]
    public async Task Read_EachWay_IsOnRecordWithItsFilterAndWithoutNames()
    {
        await Service.FollowedAsync(0);
        using var stream = await StreamAsync(lastEventId: null);
        using var list = await Alice.GetAsync($"{Logs}?user=erika@acme.example&search=erika&chain=vault");
        using var unresolved = await Alice.GetAsync($"{Logs}/unresolved");

        await Service.RecordedAsync(3);
        var bodies = await Service.Database.ReadAsync(
            connection => connection.QueryAsync<string>("select convert_from(body, 'UTF8') from audit_record order by action, body"), CancellationToken.None);
        Assert.That(bodies, Has.Count.EqualTo(3));
        Assert.That(bodies, Has.Some.Contains("audit_log.read").And.Contains("\"view\":\"stream\"").And.Contains("\"chain\":\"platform\""));
        Assert.That(bodies, Has.Some.Contains("audit_log.read").And.Contains("\"view\":\"list\"").And.Contains("\"user\":\"(not kept)\""));
        Assert.That(bodies, Has.Some.Contains("report.unresolved"));
        Assert.That(bodies, Has.None.Contains("erika"));
    }

    [Test]
    public async Task Read_Refused_IsOnRecordOnce()
    {
        await Service.PublishAsync(Enumerable.Range(0, 1010).Select(_ => Record()));
        await Service.RecordedAsync(1010);
        await Service.FollowedAsync(1010);

        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var stream = await StreamAsync("0");
            Assert.That(stream.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        }

        await Service.RecordedAsync(1011);
        Assert.That(await ReadersAsync(), Is.EqualTo(["alice@penguin.example refused"]));
    }

    private Task<HttpResponseMessage> StreamAsync(string? lastEventId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Logs + "/stream");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return Alice.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task<IEnumerable<string>> ReadersAsync() => await Service.Database.ReadAsync(
        connection => connection.QueryAsync<string>(
            """
            select o.user_name || ' ' || r.outcome from audit_record r join audit_origin o using (origin_id)
            where r.action = 'audit_log.read' order by 1
            """),
        CancellationToken.None);
}
