using Microsoft.AspNetCore.WebUtilities;

namespace PenguinMails.ServiceDefaults;

/// <summary>The outcome of an attempt.</summary>
public abstract record DeliveryOutcome
{
    private DeliveryOutcome() { }

    /// <summary>The receiver accepted the message.</summary>
    public sealed record Delivered : DeliveryOutcome;

    /// <summary>The receiver rejected the message permanently.</summary>
    public sealed record Refused(string Reason) : DeliveryOutcome;

    /// <summary>A later attempt may succeed.</summary>
    /// <param name="Reason">In plain words.</param>
    /// <param name="After">The receiver's <c>Retry-After</c>; null when it sent none.</param>
    public sealed record Unavailable(string Reason, TimeSpan? After = null) : DeliveryOutcome;

    public static DeliveryOutcome Of(HttpResponseMessage response, DateTimeOffset now)
    {
        var status = (int)response.StatusCode;
        var reason = $"The receiver answered {status} {ReasonPhrases.GetReasonPhrase(status)}".TrimEnd() + ".";
        return status switch
        {
            >= 200 and < 300 => new Delivered(),
            408 or 429 or >= 500 => new Unavailable(reason, RetryAfter(response, now)),
            _ => new Refused(reason),
        };
    }

    // RFC 9110, 10.2.3: seconds or a date.
    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > now => date - now,
        _ => null,
    };
}
