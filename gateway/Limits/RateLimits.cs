using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using PenguinMails.Gateway.ApiKeys;
using PenguinMails.Gateway.Routing;

namespace PenguinMails.Gateway.Limits;

/// <summary>How often one user or one address may ask. Sign-in and step-up, where guessing pays, are stricter.</summary>
internal sealed class RateLimits(IOptions<GatewayOptions> options) : IConfigureOptions<RateLimiterOptions>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public void Configure(RateLimiterOptions limiter)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(Partition);
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = (context, _) => new ValueTask(new ApiProblem(ProblemCatalog.TooManyRequests)
        {
            RetryAfter = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : Minute,
        }.ExecuteAsync(context.HttpContext));
    }

    private RateLimitPartition<string> Partition(HttpContext context)
    {
        if (context.Features.Get<PresentedKey>() is { IsLive: true })
        {
            return RateLimitPartition.GetNoLimiter("key"); // each key has a limit of its own, over all instances
        }

        var address = SourceNetwork.Of(context.Connection.RemoteIpAddress);
        var caller = Caller.From(context);
        var who = caller is not null ? caller.UserId.ToString() : address;
        var endpoint = context.GetEndpoint();
        return ProxyConfiguration.LimitOf(endpoint) switch
        {
            RouteLimit.SignIn => Bucket("sign-in " + address, options.Value.SignInsPerMinute),
            RouteLimit.Page => Bucket("page " + address, options.Value.PageRequestsPerMinute),
            // People find nothing there but refusals, which are on record: those keep to the limit of people.
            RouteLimit.Service when caller is { Role: Roles.Service } => Bucket("service " + who, options.Value.ServiceRequestsPerMinute),
            RouteLimit.StepUp => Bucket("step-up " + who, options.Value.StepUpsPerMinute),

            // Of their own, so that a noisy client cannot make a monitor on the same address see a sick platform.
            _ => Bucket((IsHealth(endpoint) ? "health " : "any ") + who, options.Value.RequestsPerMinute),
        };
    }

    private static bool IsHealth(Endpoint? endpoint) => endpoint is RouteEndpoint { RoutePattern.RawText: "/health" or "/alive" };

    private static RateLimitPartition<string> Bucket(string key, int perMinute) => RateLimitPartition.GetTokenBucketLimiter(
        key,
        _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = Minute / perMinute,
            QueueLimit = 0,
        });
}
