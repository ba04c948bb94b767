using NUnit.Framework;
using PenguinMails.Audit.Evidence;

namespace PenguinMails.Audit.Tests.Evidence;

/// <summary>Who is silent, by seconds after the watch began. A service may be silent for 50 s.</summary>
[Category("Pure")]
internal sealed class ServiceRuleTests
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [TestCase(100, 60, 0, ExpectedResult = false, Description = "heard of 40 s before the newest message")]
    [TestCase(100, 40, 0, ExpectedResult = true, Description = "others came for a minute meanwhile")]
    [TestCase(45, 40, 0, ExpectedResult = false, Description = "the broker has been stuck since then, however long")]
    [TestCase(4000, 40, 3990, ExpectedResult = false, Description = "the broker is back since 10 s")]
    [TestCase(4000, 40, 3940, ExpectedResult = true, Description = "the broker is back since a minute")]
    [TestCase(40, -1000, 0, ExpectedResult = false, Description = "this instance has watched for 40 s")]
    [TestCase(60, -1000, -1000, ExpectedResult = true, Description = "this instance has watched for a minute")]
    [TestCase(60, null, 0, ExpectedResult = true, Description = "never heard of, expected for a minute")]
    public bool IsSilent_ByWhatElseCame(int newest, int? seen, int brokerSteadySince)
    {
        var broker = new EvidenceRow("broker", Begin, Begin.AddSeconds(newest), Begin.AddSeconds(brokerSteadySince), null, null, null);
        var service = new EvidenceRow("service/rotation", Begin, seen is { } at ? Begin.AddSeconds(at) : null, Begin, null, null, null);

        return ServiceRule.IsSilent(service, broker, watchingSince: Begin, TimeSpan.FromSeconds(50));
    }
}
