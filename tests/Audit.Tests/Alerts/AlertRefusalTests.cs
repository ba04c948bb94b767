using System.Net;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.Tests.Alerts;

/// <summary>Requests that are refused: of other roles, and bad ones.</summary>
[Category("Component")]
internal sealed class AlertRefusalTests : SharedServiceTests
{
    private const string Alerts = "/api/v1/admin/alerts";

    [TestCaseSource(nameof(OtherRoles))]
    public async Task Acknowledge_OtherRoles_AreRefused(string? role)
    {
        await AssertRefusedAsync(role, (HttpMethod.Post, $"{Alerts}/{Guid.CreateVersion7()}/acknowledge"));
        if (role != Roles.Operator)
        {
            await AssertRefusedAsync(role, (HttpMethod.Get, Alerts));
        }
    }

    [TestCase("?state=closed")]
    [TestCase("?pageSize=0")]
    public async Task List_BadQuery_IsInvalid(string query)
    {
        using var answer = await Admin.GetAsync(Alerts + query);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Acknowledge_UnknownOrNoId_IsNotFound()
    {
        using var unknown = await Admin.PostAsync($"{Alerts}/{Guid.CreateVersion7()}/acknowledge", null);
        using var none = await Admin.PostAsync($"{Alerts}/1/acknowledge", null);

        Assert.That((unknown.StatusCode, none.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)));
    }

    [Test]
    public async Task GetAndResolve_Unknown_AreNotFound()
    {
        using var get = await Admin.GetAsync($"{Alerts}/{Guid.CreateVersion7()}");
        using var alice = Service.SteppedUpAdmin("alice");
        using var resolve = await alice.PostAsync($"{Alerts}/{Guid.CreateVersion7()}/resolve", null);

        Assert.That((get.StatusCode, resolve.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)));
    }
}
