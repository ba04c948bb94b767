using System.Diagnostics;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Gateway.Tests.Telemetry;

[Category("Pure")]
public sealed class SecretPathsTests
{
    [TestCase("url.path", "/api/v1/auth/invitations/b2xk", "/api/v1/auth/invitations/*")]
    [TestCase("url.path", "/API/v1/auth/Invitations/b2xk/accept", "/API/v1/auth/Invitations/*")]
    [TestCase("url.full", "http://127.0.0.1:1/api/v1/auth/invitations/b2xk?x=1", "http://127.0.0.1:1/api/v1/auth/invitations/*")]
    [TestCase("url.path", "/invitations/b2xk", "/invitations/*")]
    [TestCase("url.path", "/api/v1/auth/me", "/api/v1/auth/me")]
    public void Path_OfAnInvitation_ReachesNoTrace(string tag, string value, string exported)
    {
        using var activity = new Activity("GET").SetTag(tag, value);
        using var paths = new SecretPaths();

        paths.OnEnd(activity);

        Assert.That(activity.GetTagItem(tag), Is.EqualTo(exported));
    }
}
