using NUnit.Framework;
using PenguinMails.Rotation.Campaigns;

namespace PenguinMails.Rotation.Tests.Campaigns;

[Category("Pure")]
internal sealed class RotateAllTests
{
    [TestCase("ssh", "PT30M", true)]
    [TestCase("smtp", "PT1M", true)]
    [TestCase("dkim", "PT48H", true)]
    [TestCase("dkim", "PT47H", false)]
    [TestCase("dkim", null, true)]
    [TestCase("all", "PT30M", false)]
    [TestCase("all", "P2D", true)]
    [TestCase("all", null, true)]
    [TestCase("smtp", "PT30S", false)]
    [TestCase("dkim", "P8D", false)]
    [TestCase("api-key", null, false)]
    [TestCase("certificate", null, false)]
    public void Validate_GracePeriod_IsAsLongAsTheTypesNeed(string type, string? grace, bool isValid) =>
        Assert.That(new RotateAll(type, CampaignScopes.Every, GracePeriod: grace).Validate().Any, Is.EqualTo(!isValid));

    [TestCase("smtp", true)]
    [TestCase("dkim", false)]
    public void Validate_Selected_GoesByWhatIsSelected(string type, bool isValid) => Assert.That(
        new RotateAll("all", CampaignScopes.Selected, GracePeriod: "PT1H", Secrets: [new(Guid.CreateVersion7(), "ssh", "tenant"), new(Guid.CreateVersion7(), type, "one")]).Validate().Any,
        Is.EqualTo(!isValid));
}
