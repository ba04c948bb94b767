using System.Net;
using NUnit.Framework;
using PenguinMails.Audit.Delivery;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.Tests.Delivery;

[Category("Pure")]
internal sealed class RetryTests
{
    private static readonly DateTimeOffset Now = new(2026, 7, 15, 12, 0, 0, TimeSpan.Zero);

    [TestCase(1, 0, null, ExpectedResult = 1)]
    [TestCase(2, 0, null, ExpectedResult = 2)]
    [TestCase(5, 0, null, ExpectedResult = 16)]
    [TestCase(5, 1, null, ExpectedResult = 8, Description = "half of it by chance")]
    [TestCase(9, 0, null, ExpectedResult = 256)]
    [TestCase(10, 0, null, ExpectedResult = 300, Description = "the longest")]
    [TestCase(100000, 0, null, ExpectedResult = 300)]
    [TestCase(1, 0, 600, ExpectedResult = 600, Description = "the receiver asks for more")]
    [TestCase(5, 0, 3, ExpectedResult = 16, Description = "the receiver asks for less")]
    public double Wait_Attempts_DoublesUpToTheLongest(int attempts, double chance, int? asked) =>
        RetrySchedule.Wait(
            new DeliveryOptions().FirstRetry, new DeliveryOptions().LongestRetry, attempts, asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null, chance).TotalSeconds;

    [TestCase(200, typeof(DeliveryOutcome.Delivered))]
    [TestCase(202, typeof(DeliveryOutcome.Delivered))]
    [TestCase(302, typeof(DeliveryOutcome.Refused))]
    [TestCase(400, typeof(DeliveryOutcome.Refused))]
    [TestCase(401, typeof(DeliveryOutcome.Refused))]
    [TestCase(408, typeof(DeliveryOutcome.Unavailable))]
    [TestCase(429, typeof(DeliveryOutcome.Unavailable))]
    [TestCase(500, typeof(DeliveryOutcome.Unavailable))]
    [TestCase(599, typeof(DeliveryOutcome.Unavailable))]
    public void Outcome_Status_IsFinalOrNot(int status, Type outcome)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);

        Assert.That(DeliveryOutcome.Of(response, Now), Is.TypeOf(outcome));
    }

    [TestCase("120", ExpectedResult = 120)]
    [TestCase("Wed, 15 Jul 2026 12:00:30 GMT", ExpectedResult = 30)]
    [TestCase("Wed, 15 Jul 2026 11:00:00 GMT", ExpectedResult = null)]
    [TestCase("soon", ExpectedResult = null)]
    public double? Outcome_RetryAfter_IsSecondsOrADate(string header)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation("Retry-After", header);

        return ((DeliveryOutcome.Unavailable)DeliveryOutcome.Of(response, Now)).After?.TotalSeconds;
    }

    [Test]
    public void Options_EverythingWrong_IsReported()
    {
        var validator = new DeliveryOptionsValidator();

        Assert.That(validator.Validate(null, new PagerDutyOptions { BaseAddress = "http://events.example", RoutingKeyFile = "/does/not/exist" }).Failures, Has.Exactly(2).Items);
        Assert.That(validator.Validate(null, new WebhookOptions { SecretFile = "/does/not/exist" }).Failures, Has.Exactly(2).Items);
        Assert.That(validator.Validate(null, new WebhookOptions { Url = "ftp://127.0.0.1" }).Failures, Has.Exactly(1).Items);
        Assert.That(
            validator.Validate(null, new DeliveryOptions { Timeout = TimeSpan.Zero, FirstRetry = TimeSpan.Zero, GiveUpAfter = TimeSpan.Zero, Workers = 0 }).Failures,
            Has.Exactly(4).Items);
        Assert.That(validator.Validate(null, new PagerDutyOptions()).Succeeded && validator.Validate(null, new WebhookOptions { Url = "http://localhost:1/x" }).Succeeded);
        Assert.That(validator.Validate(null, new DeliveryOptions()).Succeeded);
    }
}
