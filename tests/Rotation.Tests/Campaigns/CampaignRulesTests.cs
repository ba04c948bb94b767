using NUnit.Framework;
using PenguinMails.Contracts.Messages;
using PenguinMails.Rotation.Campaigns;

namespace PenguinMails.Rotation.Tests.Campaigns;

[Category("Pure")]
internal sealed class CampaignRulesTests
{
    // total, succeeded, failed, skipped, running → the next state of a running campaign that may have 10 % failures
    [TestCase(100, 0, 0, 0, 8, "running")]
    [TestCase(100, 5, 1, 0, 8, "running")] // 1 of what counts as 10
    [TestCase(100, 0, 2, 0, 8, "halted")]
    [TestCase(100, 45, 5, 0, 8, "running")]
    [TestCase(100, 45, 6, 0, 8, "halted")]
    [TestCase(3, 1, 1, 0, 1, "halted")] // there will be no 10 outcomes
    [TestCase(100, 99, 1, 0, 0, "completed")]
    [TestCase(2, 0, 1, 1, 0, "completed")]
    public void Next_Running(int total, int succeeded, int failed, int skipped, int running, string next) => Assert.That(
        CampaignRules.Next(Campaign(CampaignStates.Running), new CampaignCounts(total, succeeded, failed, skipped, running), new CampaignCounts(0, 0, 0, 0, 0)),
        Is.EqualTo(next));

    [TestCase(10, 9, 0, 0, "canary")]
    [TestCase(10, 10, 0, 0, "running")]
    [TestCase(10, 9, 1, 0, "running")]
    [TestCase(10, 8, 2, 0, "halted")]
    [TestCase(5, 4, 1, 0, "halted")]
    [TestCase(5, 4, 0, 1, "running")]
    public void Next_Canary(int size, int succeeded, int failed, int skipped, string next) => Assert.That(
        CampaignRules.Next(
            Campaign(CampaignStates.Canary), new CampaignCounts(200, succeeded, failed, skipped, 0), new CampaignCounts(size, succeeded, failed, skipped, 0)),
        Is.EqualTo(next));

    [TestCase(CampaignStates.Paused)]
    [TestCase(CampaignStates.Halted)]
    public void Next_PersonMustDecide_WaitsUnlessNothingIsLeft(string state)
    {
        Assert.That(CampaignRules.Next(Campaign(state), new CampaignCounts(10, 1, 5, 0, 0), None), Is.EqualTo(state));
        Assert.That(CampaignRules.Next(Campaign(state), new CampaignCounts(10, 5, 5, 0, 0), None), Is.EqualTo(CampaignStates.Completed));
    }

    [TestCase(CampaignStates.Cancelled)]
    [TestCase(CampaignStates.Completed)]
    public void Next_Ended_StaysEnded(string state) =>
        Assert.That(CampaignRules.Next(Campaign(state), new CampaignCounts(10, 1, 5, 0, 0), None), Is.EqualTo(state));

    [Test]
    public void HasTooManyFailures_ResumedAfterAHalt_CountsFromThere()
    {
        var resumed = Campaign(CampaignStates.Running, seenFinished: 10, seenFailed: 5);

        Assert.That(CampaignRules.HasTooManyFailures(resumed, new CampaignCounts(100, 5, 5, 0, 0), 100), Is.False);
        Assert.That(CampaignRules.HasTooManyFailures(resumed, new CampaignCounts(100, 5, 7, 0, 0), 100), Is.True);
    }

    [Test]
    public void HasTooManyFailures_LimitZero_FirstFailureIsTooMany() => Assert.That(
        CampaignRules.HasTooManyFailures(Campaign(CampaignStates.Running, limit: 0), new CampaignCounts(1000, 999, 1, 0, 0), 1000), Is.True);

    [Test]
    public void Eta_PaceSoFar_IsKept()
    {
        var start = new DateTimeOffset(2026, 11, 20, 9, 30, 0, TimeSpan.Zero);
        var campaign = Campaign(CampaignStates.Running, counts: new CampaignCounts(100, 24, 1, 0, 5), resumedAt: start);

        Assert.That(CampaignRules.Eta(campaign, start.AddMinutes(10)), Is.EqualTo(start.AddMinutes(40)));
        Assert.That(CampaignRules.Eta(Campaign(CampaignStates.Paused), start), Is.Null);
    }

    private static CampaignCounts None => new(0, 0, 0, 0, 0);

    private static Campaign Campaign(
        string state, int seenFinished = 0, int seenFailed = 0, int limit = 10, CampaignCounts? counts = null, DateTimeOffset resumedAt = default) => new()
        {
            State = state,
            MaxFailurePercent = limit,
            SeenFinished = seenFinished,
            SeenFailed = seenFailed,
            Total = counts?.Total ?? 0,
            Succeeded = counts?.Succeeded ?? 0,
            Failed = counts?.Failed ?? 0,
            Running = counts?.Running ?? 0,
            ResumedAt = resumedAt,
        };
}
