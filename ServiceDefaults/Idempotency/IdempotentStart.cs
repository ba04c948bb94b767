namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Runs the start of some work once per <c>Idempotency-Key</c> and user for 24 hours: a repeated POST gets the first
/// answer. The key, the work and its messages commit together; a parallel repeat waits for that commit. The service's
/// database has the table <c>idempotency_key</c>.
/// </summary>
public sealed class IdempotentStart(Database database, TimeProvider time)
{
    /// <summary>Longest key, in characters.</summary>
    public const int MaxKeyLength = 128;

    public const string Header = "Idempotency-Key";
    private static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    /// <param name="http">The request; its method and path belong to the request's identity.</param>
    /// <param name="caller">Whose key it is.</param>
    /// <param name="body">The parsed body; a key used again with another body is refused.</param>
    /// <param name="start">
    /// Starts the work in the transaction. An <see cref="Accepted"/> is remembered; of what is <see cref="ShownOnce"/>, that it was done; any other answer is not.
    /// </param>
    public async Task<IResult> RunAsync(HttpContext http, Caller caller, object? body, Func<DatabaseTransaction, Task<IResult>> start)
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
                if (await FindAnswerAsync(transaction, caller, key, request) is { } remembered)
                {
                    return remembered;
                }

                var answer = await start(transaction);
                await StoreAnswerAsync(transaction, caller, key, answer);
                return answer;
            },
            http.RequestAborted);
    }

    private async Task<IResult?> FindAnswerAsync(DatabaseTransaction transaction, Caller caller, string key, byte[] request)
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
            "select request_hash, status, location, body from idempotency_key where user_id = @UserId and key = @key",
            new { caller.UserId, key });
        return first is null || !first.RequestHash.AsSpan().SequenceEqual(request) ? new ApiProblem(ProblemCatalog.IdempotencyKeyReused)
            : first.Status == StatusCodes.Status201Created
                ? new ApiProblem(ProblemCatalog.AlreadyShown) { Extensions = new() { ["location"] = first.Location } }
                : new RepeatedAnswer(first.Location, first.Body);
    }

    private static Task StoreAnswerAsync(DatabaseTransaction transaction, Caller caller, string key, IResult answer)
    {
        return answer switch
        {
            Accepted accepted => StoreAsync(
                StatusCodes.Status202Accepted, accepted.Location, JsonSerializer.Serialize(accepted, accepted.GetType(), JsonSerializerOptions.Web)),
            ShownOnce shown => StoreAsync(StatusCodes.Status201Created, shown.Location, body: ""),
            _ => transaction.ExecuteAsync("delete from idempotency_key where user_id = @UserId and key = @key", new { caller.UserId, key }),
        };

        Task StoreAsync(int status, string location, string body) => transaction.ExecuteAsync(
            "update idempotency_key set status = @status, location = @location, body = @body where user_id = @UserId and key = @key",
            new { status, location, body, caller.UserId, key });
    }

    private static byte[] HashOf(HttpRequest request, object? body) => SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{request.Method} {request.Path}\n{(body is null ? "" : JsonSerializer.Serialize(body, body.GetType(), JsonSerializerOptions.Web))}"));

    private sealed record FirstAnswer(byte[] RequestHash, int Status, string Location, string Body);
}
