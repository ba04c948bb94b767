using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using PenguinMails.Gateway.Tests.Fixtures;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Gateway.Tests;

/// <summary>A token is decrypted once in a while, and only what was valid is kept.</summary>
[Category("Pure")]
public sealed class CachedTicketsTests
{
    [Test]
    public void Token_SeenAgain_IsDecryptedOnceWithinTheLifetime()
    {
        var (inner, time) = (new CountingFormat(), new ManualTime());
        var cached = new CachedTickets(inner, time);

        var first = cached.Unprotect("good");
        Assert.That(first, Is.Not.Null);
        Assert.That(cached.Unprotect("good"), Is.SameAs(first));
        Assert.That(inner.Calls, Is.EqualTo(1));
        Assert.That(cached.Unprotect("good too"), Is.Not.SameAs(first));
        time.Advance(CachedTickets.Lifetime);
        cached.Unprotect("good");
        Assert.That(inner.Calls, Is.EqualTo(3), "another token, and the first one after the lifetime");
    }

    [Test]
    public void Token_ThatIsNoToken_IsNotKept()
    {
        var inner = new CountingFormat();
        var cached = new CachedTickets(inner, TimeProvider.System);
        foreach (var token in new[] { "bad", "bad", "", null })
        {
            Assert.That(cached.Unprotect(token), Is.Null);
        }

        Assert.That(inner.Calls, Is.EqualTo(2));
    }

    private sealed class CountingFormat : ISecureDataFormat<AuthenticationTicket>
    {
        public int Calls { get; private set; }

        public string Protect(AuthenticationTicket data) => "good";

        public string Protect(AuthenticationTicket data, string? purpose) => "good";

        public AuthenticationTicket? Unprotect(string? protectedText)
        {
            Calls++;
            return protectedText?.StartsWith("good", StringComparison.Ordinal) == true ? new AuthenticationTicket(new ClaimsPrincipal(), "Bearer") : null;
        }

        public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => Unprotect(protectedText);
    }
}
