using System.Net;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>Who asks for another tenant's operation gets no answer, and is on record.</summary>
[Category("Component")]
internal sealed class ForeignOperationTests : WorldTests
{
    [TestCase("")]
    [TestCase("/events")]
    public async Task Read_OfAnotherTenantsOperation_IsNotFoundAndOnRecord(string rest)
    {
        var issuer = await TestIssuer.SharedAsync();
        var theirs = await World.EnrolAsync();
        await using var service = await World.StartServiceAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["services__identity__http__0"] = issuer.Address.ToString() });
        await service.WaitHealthyAsync();
        var tokens = new TestTokens(Roles.TenantOwner) { TenantId = World.NewTenantId() };
        using var owner = service.ClientOf(issuer, tokens);

        using var answer = await owner.GetAsync($"/api/v1/tenant/infrastructure/ssh-credentials/operations/{theirs.Enrolment}{rest}");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        var recorded = await World.CountAsync(
            """
            select count(*)::int from outbox_message
            where message_type like '%.AuditRecorded' and body::jsonb ->> 'action' = 'operation.view' and body::jsonb ->> 'outcome' = 'refused'
              and body::jsonb ->> 'code' = 'not_found' and body::jsonb ->> 'tenantId' = @TenantId::text and body::jsonb #>> '{actor,sessionId}' = @SessionId::text
              and body::jsonb #>> '{details,operationId}' = @Enrolment::text
            """,
            new { tokens.TenantId, tokens.SessionId, theirs.Enrolment });
        Assert.That(recorded, Is.EqualTo(1));
    }
}
