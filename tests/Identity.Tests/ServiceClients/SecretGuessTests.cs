using System.Net;
using PenguinMails.Identity.Tests.Fixtures;

namespace PenguinMails.Identity.Tests.ServiceClients;

/// <summary>Guesses of programs' secrets: what they hold up, and what they never do.</summary>
[Category("Component")]
internal sealed class SecretGuessTests : ServiceClientFixture
{
    [Test]
    public async Task Source_WithFailuresOfManyPrograms_IsPausedExceptForItsOwn()
    {
        var (own, ownSecret) = await NewClientAsync();
        var (other, otherSecret) = await NewClientAsync();
        using var before = await AskFromAsync("2001:db8:9:1::1", own, ownSecret);
        Assert.That(before.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        for (var guess = 0; guess < 20; guess++)
        {
            using var wrong = await AskFromAsync($"2001:db8:9:1::{guess + 2:x}", $"un{guess}-{other}", "guess");
            await wrong.ShouldBeProblemAsync(401, "invalid_credentials");
        }

        using var paused = await AskFromAsync("2001:db8:9:1::fe", other, otherSecret);
        using var known = await AskFromAsync("2001:db8:9:1::fe", own, ownSecret);
        using var elsewhere = await AskFromAsync("2001:db8:9:2::1", other, otherSecret);

        await paused.ShouldBeProblemAsync(423, "account_locked");
        Assert.That(known.StatusCode, Is.EqualTo(HttpStatusCode.OK), "who has signed in from there before");
        Assert.That(elsewhere.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Source_WithFailuresOfPeopleAndPrograms_IsOneCount()
    {
        var (name, secret) = await NewClientAsync();
        for (var guess = 0; guess < 10; guess++)
        {
            using var program = await AskFromAsync("10.99.1.1", $"un{guess}-{name}", "guess");
            using var person = await Server.SignInAsync($"{guess}-{name}@penguin.example", "wrong", "000000", "10.99.1.1");
        }

        using var paused = await AskFromAsync("10.99.1.1", name, secret);

        await paused.ShouldBeProblemAsync(423, "account_locked");
    }

    [Test]
    public async Task Attack_FromManySources_KeepsAProgramOutFromNowhere()
    {
        var (name, secret) = await NewClientAsync();
        for (var source = 0; source < 30; source++)
        {
            for (var guess = 0; guess < 2; guess++)
            {
                using var wrong = await AskFromAsync($"10.98.{source}.1", name, "guess");
                await wrong.ShouldBeProblemAsync(401, "invalid_credentials");
            }
        }

        using var first = await AskFromAsync("10.97.0.1", name, secret);
        using var attackers = await AskFromAsync("10.98.0.1", name, secret);

        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK), "from where it never was before");
        Assert.That(attackers.StatusCode, Is.EqualTo(HttpStatusCode.OK), "even from where some guesses came from");
    }
}
