using System.Net;
using System.Net.Http.Json;
using NUnit.Framework;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.Tests.Platform;

/// <summary>Tests that only ask: those of one fixture share a service.</summary>
internal abstract class SharedServiceTests
{
    protected AuditService Service { get; private set; } = null!;

    /// <summary>A client of an administrator.</summary>
    protected HttpClient Admin { get; private set; } = null!;

    /// <summary>Every role that the ledger refuses; null: nobody.</summary>
    protected static readonly string?[] OtherRoles = [Roles.Operator, Roles.Developer, Roles.TenantOwner, Roles.TenantAdmin, Roles.Service, null];

    [OneTimeSetUp]
    public async Task StartServiceAsync()
    {
        Service = await AuditService.StartAsync();
        Admin = Service.Client(Roles.Admin);
    }

    [OneTimeTearDown]
    public async Task StopServiceAsync()
    {
        Admin.Dispose();
        await Service.DisposeAsync();
    }

    protected async Task AssertRefusedAsync(string? role, params (HttpMethod Method, string Path)[] calls)
    {
        using var client = Service.Client(role);
        foreach (var (method, path) in calls)
        {
            using var request = new HttpRequestMessage(method, path) { Content = method == HttpMethod.Post ? JsonContent.Create(new { }) : null };
            using var answer = await client.SendAsync(request);
            Assert.That(answer.StatusCode, Is.EqualTo(role is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden), $"{method} {path}");
        }
    }
}
