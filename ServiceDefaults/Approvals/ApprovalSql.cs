namespace PenguinMails.ServiceDefaults;

/// <summary>
/// SQL about requests, for queries that name the table <c>approval</c> <c>a</c> and have the parameter <c>now</c>. A request is over when its time is, or
/// when the requester's access ended after the token with which they made it, whether or not a sweep has said so in the row.
/// </summary>
public static class ApprovalSql
{
    // Both times are those of Identity's clock. Requests from before tokens were kept count as made with a token of that moment.
    public const string IsOver =
        """
        (a.expires_at <= @now or exists (
            select from access_ended ended
            where ended.user_id = a.requested_by_id and ended.ended_at >= coalesce(a.requested_token_at, a.requested_at)))
        """;

    /// <summary>pending, approved, rejected or expired.</summary>
    public const string State = $"case when a.state = 'pending' and {IsOver} then 'expired' else a.state end";
}
