using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PenguinMails.KeyIssuance.Following;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Idempotency;

/// <summary>
/// Runs the start of an operation once per <c>Idempotency-Key</c> and user for 24 hours: a repeated POST gets the first
/// answer. The key, the operation and its messages commit together; a parallel repeat waits for that commit.
/// </summary>
public sealed class IdempotentStart(Database database, TimeProvider time)
{
    /// <summary>Longest key, in characters.</summary>
    public const int MaxKeyLength = 128;

    private const string Header = "Idempotency-Key";
    private static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    /// <summary>For requests that start an operation.</summary>
    public Task<IResult> RunAsync(HttpContext http, Caller caller, object? body, Func<DatabaseTransaction, Task<IResult>> start) =>
        RunAsync<OperationAccepted>(http, caller, body, start);

    /// <typeparam name="TAccepted">The answer that is remembered; others are given anew.</typeparam>
    /// <param name="http">The request; its method and path belong to the request's identity.</param>
    /// <param name="caller">Whose key it is.</param>
    /// <param name="body">The parsed body; a key used again with another body is refused.</param>
    /// <param name="start">Starts the operation in the transaction and answers it.</param>
    public async Task<IResult> RunAsync<TAccepted>(HttpContext http, Caller caller, object? body, Func<DatabaseTransaction, Task<IResult>> start)
        where TAccepted : Accepted
    {
        if (!http.Request.Headers.TryGetValue(Header, out var header))
        {
            return await database.InTransactionAsync(start, http.RequestAborted);
        }

        var key = header.ToString();
        if (key.Length is 0 or > MaxKeyLength)
        {
            return new FieldErrors().Require(false, Header, $"Must have 1 to {MaxKeyLength} characters.").ToProblem();
        }

        var request = HashOf(http.Request, body);
        return await database.InTransactionAsync(
            async transaction =>
            {
                if (await RememberedAsync<TAccepted>(transaction, caller, key, request) is { } remembered)
                {
                    return remembered;
                }

                var answer = await start(transaction);
                await RememberAsync(transaction, caller, key, answer);
                return answer;
            },
            http.RequestAborted);
    }

    private async Task<IResult?> RememberedAsync<TAccepted>(DatabaseTransaction transaction, Caller caller, string key, byte[] request)
        where TAccepted : Accepted
    {
        var now = time.GetUtcNow();
        await transaction.ExecuteAsync("delete from idempotency_key where created_at < @cutoff", new { cutoff = now - Memory });
        var isNew = await transaction.ExecuteAsync(
            """
            insert into idempotency_key (user_id, key, request_hash, status, body, created_at)
            values (@UserId, @key, @request, 0, '', @now) on conflict do nothing
            """,
            new { caller.UserId, key, request, now });
        if (isNew == 1)
        {
            return null;
        }

        var first = await transaction.QuerySingleOrDefaultAsync<FirstAnswer>(
            "select request_hash as RequestHash, location, body from idempotency_key where user_id = @UserId and key = @key",
            new { caller.UserId, key });
        return first is not null && first.RequestHash.AsSpan().SequenceEqual(request)
            ? JsonSerializer.Deserialize<TAccepted>(first.Body, JsonSerializerOptions.Web)! with { Location = first.Location! }
            : new ApiProblem(ProblemCatalog.IdempotencyKeyReused);
    }

    private static Task RememberAsync(DatabaseTransaction transaction, Caller caller, string key, IResult answer) =>
        answer is Accepted accepted
            ? transaction.ExecuteAsync(
                "update idempotency_key set status = 202, location = @Location, body = @body where user_id = @UserId and key = @key",
                new { accepted.Location, body = JsonSerializer.Serialize(accepted, accepted.GetType(), JsonSerializerOptions.Web), caller.UserId, key })
            : transaction.ExecuteAsync("delete from idempotency_key where user_id = @UserId and key = @key", new { caller.UserId, key });

    private static byte[] HashOf(HttpRequest request, object? body) => SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{request.Method} {request.Path}\n{(body is null ? "" : JsonSerializer.Serialize(body, body.GetType(), JsonSerializerOptions.Web))}"));

    private sealed record FirstAnswer(byte[] RequestHash, string? Location, string Body);
}
