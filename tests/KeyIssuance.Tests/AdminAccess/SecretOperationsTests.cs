using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.AdminAccess;

/// <summary>Histories say what made each operation start, to tenants and to admins.</summary>
[Category("Component")]
public sealed class SecretOperationsTests
{
    [Test]
    public async Task Histories_OperationsOfSeveralTriggers_NameThem()
    {
        await using var world = await World.StartAsync();
        await using var service = await world.StartServiceAsync();
        var tenant = await (await world.EnrolAsync()).IssuedAsync();
        var request = new RotateSecret(Guid.CreateVersion7(), tenant.Key, Triggers.Automated, "incident", "a laptop was stolen", TimeSpan.FromHours(1));
        await world.HearFromRotationAsync(request);
        await Eventually.Async(
            async () => (await tenant.VersionsAsync()).Count == 2 && await tenant.IsIdleAsync(), what: "The rotation");
        await world.Server.StopAsync();
        await tenant.EndedAsync(await tenant.StartAsync(OperationKind.Rotate));

        var shown = (await world.Credentials.FindAsync(tenant.Id, default))!.RotationHistory;
        Assert.That(
            shown.Select(rotation => (rotation.TriggeredBy, rotation.Trigger, rotation.Status)),
            Is.EqualTo(new[] { ("manual", "test", "failed"), ("automated", "incident", "success"), ("manual", "enrolment", "success") }));

        var first = (await world.Histories.FindAsync(tenant.Key, new Page(1, 2), default))!;
        Assert.That((first.Items.Count, first.Total, first.PageSize), Is.EqualTo((2, 3, 2)));
        Assert.That(first.Items[0], Has.Property("Kind").EqualTo("rotate").And.Property("Status").EqualTo("failed").And.Property("Error").Property("Code").EqualTo("server_unreachable"));
        Assert.That(
            first.Items[1],
            Has.Property("Trigger").EqualTo("incident").And.Property("Reason").EqualTo("a laptop was stolen").And.Property("RequestId").EqualTo(request.RequestId)
                .And.Property("FinishedAt").Not.Null.And.Property("Error").Null);
        var second = (await world.Histories.FindAsync(tenant.Key, new Page(2, 2), default))!;
        Assert.That(second.Items.Single(), Has.Property("Kind").EqualTo("issue").And.Property("Trigger").EqualTo("enrolment"));
        Assert.That(await world.Histories.FindAsync(tenant.Key with { Name = "another" }, new Page(1, 50), default), Is.Null);
    }
}
