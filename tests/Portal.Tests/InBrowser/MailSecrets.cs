using Microsoft.AspNetCore.Http;

namespace PenguinMails.Portal.Tests.InBrowser;

/// <summary>A tenant with mail credentials and DKIM keys, as the API shows it. Reveals need the grant of the session.</summary>
internal sealed class MailSecrets
{
    public const string TenantId = "550e8400-e29b-41d4-a716-446655440000";
    public const string Password = "correct-horse-7Vq-battery";
    public const string Username = "admin@acme.example";
    public const string Details = $"/api/v1/admin/secrets/tenant/{TenantId}";
    public const string Reveal = $"{Details}/smtp/mail-1/reveal";
    public const string Check = "/api/v1/tenant/dkim/cumulus.example/check";

    private const string Selector = "pm20261130a._domainkey.cumulus.example";
    private static readonly string Value = $"v=DKIM1; k=rsa; p={new string('A', 380)}";
    private int _looks;

    public async Task<bool> AnswerAsync(HttpContext context)
    {
        object? answer = context.Request.Path.Value switch
        {
            Details => Tenant,
            $"/api/v1/admin/tenants/{TenantId}/drift" => new { openFindings = 0 },
            "/api/v1/tenant/dkim" => new
            {
                items = new[] { Key("acme.example", "managed", "active", "pm20261101a"), Key("cumulus.example", "manual", "waiting_for_dns", null) },
                page = 1,
                pageSize = 200,
                total = 2,
            },
            "/api/v1/tenant/dkim/acme.example/dns-records" => new[] { Record("pm20261101a._domainkey.acme.example", "current", "matches", Value) },
            "/api/v1/tenant/dkim/cumulus.example/dns-records" => new[]
            {
                Record(Selector, "next", _looks == 0 ? "differs" : "matches", _looks == 0 ? Value[..200] : Value), Record("pm20260101a._domainkey.cumulus.example", "revoked", "missing", null),
            },
            _ => null,
        };
        if (answer is not null)
        {
            await context.Response.WriteAsJsonAsync(answer);
            return true;
        }

        return context.Request.Path.Value switch
        {
            Reveal => await RevealAsync(context),
            Check => await LookAsync(context),
            _ => false,
        };
    }

    private static async Task<bool> RevealAsync(HttpContext context)
    {
        if (context.Request.Headers["X-Step-Up"] != "grant-of-the-session")
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsJsonAsync(
                new { type = "urn:penguinmails:problem:step_up_required", title = "Step-up required", status = 403, code = "step_up_required", traceId = "0" },
                options: null, contentType: "application/problem+json");
            return true;
        }

        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(new
        {
            revealId = Guid.CreateVersion7(),
            fields = new { username = Username, password = Password, host = "127.0.10.1", port = "587", encryption = "starttls", webmailUrl = "https://mail.acme.example/" },
            createdAt = "2026-11-01T09:00:00Z",
            lastRotated = "2026-11-01T09:00:00Z",
            nextRotation = "2027-04-30T09:00:00Z",
            expiresAt = TimeProvider.System.GetUtcNow().AddMinutes(15),
        });
        return true;
    }

    private async Task<bool> LookAsync(HttpContext context)
    {
        _looks++;
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsJsonAsync(new { });
        return true;
    }

    private static object Tenant => new
    {
        tenantId = TenantId,
        tenantName = "Acme Mail",
        vpsIp = "127.0.10.1",
        health = "yellow",
        isServerAbandoned = false,
        apiKeys = new { count = 0, items = Array.Empty<object>() },
        ssh = new { tenant = new { status = "active", health = "green", keyFingerprint = "SHA256:abc" } },
        smtp = new[]
        {
            new
            {
                name = "mail-1", username = "admin@*****.example", host = "127.0.10.1", port = 587, encryption = "starttls", webmailUrl = "https://mail.acme.example/",
                status = "active", health = "green", lastRotated = "2026-11-01T09:00:00Z", nextRotation = "2027-04-30T09:00:00Z",
            },
        },
        dkim = new[] { new { name = "acme.example", domain = "acme.example", algorithm = "rsa2048", dnsMode = "manual", status = "waiting_for_dns", health = "yellow" } },
    };

    private static object Key(string domain, string dnsMode, string status, string? selector) => selector is null
        ? new { domain, algorithm = "rsa2048", dnsMode, status, health = "yellow" }
        : new { domain, algorithm = "rsa2048", dnsMode, status, health = "green", selector, lastRotated = "2026-11-01T09:00:00Z", nextRotation = "2027-11-01T09:00:00Z" };

    private object Record(string name, string purpose, string observed, string? observedValue)
    {
        var value = purpose == "revoked" ? "v=DKIM1; p=" : Value;
        string[] strings = value.Length > 255 ? [value[..255], value[255..]] : [value];
        var observedAt = new DateTimeOffset(2026, 11, 30, 9, _looks, 0, TimeSpan.Zero);
        return observedValue is null
            ? new { name, type = "TXT", ttl = 300, value, strings, purpose, observed, observedAt }
            : new { name, type = "TXT", ttl = 300, value, strings, purpose, observed, observedAt, observedValue };
    }
}
