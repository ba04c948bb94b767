using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;

namespace PenguinMails.Audit.Tests.Detectors;

/// <summary>Failed authentications: one incident, however they come.</summary>
[Category("Component")]
internal sealed class FailedSignInsTests : DetectionFixture
{
    [TestCase(4, 0)]
    [TestCase(5, 1)]
    [TestCase(6, 1)]
    [TestCase(9, 1)]
    public async Task FailedSignIns_OfOneUserFromOneAddress_BelowAtAndAbove_AreOneIncident(int failures, int alerts)
    {
        Service = await AuditService.StartAsync();

        await JudgedAsync(Enumerable.Range(0, failures).Select(second => Failed(at: LongAgo.AddSeconds(second))));

        Assert.That(await AlertsAsync("audit.failed_sign_ins"), Is.EqualTo(alerts));
        Assert.That(await Service.ScalarAsync<int>("select count(*) from alert where severity = 'critical'"), Is.EqualTo(alerts));
        Assert.That(await Service.ScalarAsync<int>("select coalesce(sum(occurrences), 0) from alert"), Is.EqualTo(alerts), "once per window");
    }

    [Test]
    public async Task FailedSignIns_ManyUsersFromOneAddress_AreOneIncidentOfTheAddress()
    {
        Service = await AuditService.StartAsync();

        await JudgedAsync(Enumerable.Range(0, 5).Select(number => Failed($"user-{number}@acme.example", LongAgo.AddSeconds(number))));

        Assert.That(await Service.ScalarAsync<string>("select string_agg(summary, '|') from alert"), Does.Contain("from 127.0.0.1").And.Not.Contain("|"));
    }

    [Test]
    public async Task FailedSignIns_OfOneUserFromManyAddresses_AreOneIncidentOfTheUser()
    {
        Service = await AuditService.StartAsync();

        await JudgedAsync(Enumerable.Range(0, 8).Select(number => Failed(at: LongAgo.AddSeconds(number), address: $"192.0.2.{number}")));

        Assert.That(
            await Service.ScalarAsync<string>("select string_agg(summary, '|') from alert"), Does.Contain("of owner@acme.example").And.Not.Contain("|"));
    }

    // The other address may come before the source's alert or after it; records come in any order.
    [Test]
    public async Task FailedSignIns_MostlyFromOneAddress_AreOneIncident([Values(2, 6)] int other)
    {
        Service = await AuditService.StartAsync();

        foreach (var number in Enumerable.Range(0, 8))
        {
            await JudgedAsync([Failed(at: LongAgo.AddSeconds(number), address: number == other ? "192.0.2.1" : "192.0.2.2")]);
        }

        Assert.That(await AlertsAsync("audit.failed_sign_ins"), Is.EqualTo(1));
    }

    [Test]
    public async Task FailedSignIns_OfInventedUsers_RaiseOnePerSourceWithoutTheirNames()
    {
        Service = await AuditService.StartAsync();

        await JudgedAsync(Enumerable.Range(0, 60).Select(number => Invented(
            number < 40 ? $"call-0800-{number % 4}@evil.example" : "once@evil.example",
            LongAgo.AddSeconds(number),
            number % 2 == 0 ? $"2001:db8:1:1::{number:x}" : "192.0.2.1")));

        Assert.That(
            await Service.ScalarAsync<string>("select string_agg(summary, '|' order by summary) from alert"),
            Does.StartWith("At least 5 authentications from 192.0.2.1 ").And.Contain("|At least 5 authentications from 2001:db8:1:1:: ").And.Not.Contain("evil"));
        Assert.That(await Service.ScalarAsync<string>("select string_agg(distinct severity, '|') from alert"), Is.EqualTo("warning"));
        Assert.That(await AlertsAsync("audit.failed_sign_ins"), Is.EqualTo(2));
    }

    [Test]
    public async Task FailedSignIns_SlowerThanTheWindow_AreNone()
    {
        Service = await AuditService.StartAsync();

        await JudgedAsync(Enumerable.Range(0, 8).Select(number => Failed(at: LongAgo.AddSeconds(75 * number))));

        Assert.That(await AlertsAsync("audit.failed_sign_ins"), Is.Zero);
    }

    [Test]
    public async Task FailedSignIns_GoingOn_RaiseAgainOncePerWindow()
    {
        Service = await AuditService.StartAsync();

        foreach (var minute in Enumerable.Range(0, 20))
        {
            await JudgedAsync([Failed(at: LongAgo.AddMinutes(minute))]);
        }

        // At minutes 4, 9, 14 and 19.
        Assert.That(await AlertsAsync("audit.failed_sign_ins"), Is.EqualTo(1));
        Assert.That(await Service.ScalarAsync<string>("select string_agg(occurrences::text, ' ') from alert"), Is.EqualTo("4"));
    }

    [Test]
    public async Task FailedSignIns_OutOfOrder_CountByWhenTheyHappened()
    {
        Service = await AuditService.StartAsync();
        await JudgedAsync(Enumerable.Range(0, 20).Select(hour => Failed(at: LongAgo.AddMinutes(-10 * hour))));
        Assert.That(await AlertsAsync("audit.failed_sign_ins"), Is.Zero);

        await JudgedAsync(((int[])[4, 1, 3, 2]).Select(minute => Failed(at: LongAgo.AddMinutes(minute - 60))));

        Assert.That(await AlertsAsync("audit.failed_sign_ins"), Is.EqualTo(1));
    }
}
