using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using PenguinMails.Gateway.Routing;

namespace PenguinMails.Gateway.Limits;

/// <summary>How often one user or one address may ask. Sign-in and step-up, where guessing pays, are stricter.</summary>
internal sealed class RateLimits(IOptions<GatewayOptions> options) : IConfigureOptions<RateLimiterOptions>
{
    private const int Ipv6NetworkBytes = 8; // a customer's network is a /64: its addresses cost nothing
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
        var path = context.Request.Path;
        if (path.Equals(RouteTable.SignInPath, StringComparison.OrdinalIgnoreCase))
        {
            return Bucket("sign-in " + AddressOf(context), options.Value.SignInsPerMinute);
        }

        var who = Caller.From(context) is { } caller ? caller.UserId.ToString() : AddressOf(context);
        if (path.Equals(RouteTable.StepUpPath, StringComparison.OrdinalIgnoreCase))
        {
            return Bucket("step-up " + who, options.Value.StepUpsPerMinute);
        }

        // Of their own, so that a noisy client cannot make a monitor on the same address see a sick platform.
        var kind = path.Equals("/health", StringComparison.Ordinal) || path.Equals("/alive", StringComparison.Ordinal) ? "health " : "any ";
        return Bucket(kind + who, options.Value.RequestsPerMinute);
    }

    private static RateLimitPartition<string> Bucket(string key, int perMinute) => RateLimitPartition.GetTokenBucketLimiter(
        key,
        _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = Minute / perMinute,
            QueueLimit = 0,
        });

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        null => "",
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } address =>
            new IPAddress([.. address.GetAddressBytes().AsSpan(0, Ipv6NetworkBytes), .. new byte[Ipv6NetworkBytes]]).ToString(),
        var address => address.MapToIPv4().ToString(),
    };
}
