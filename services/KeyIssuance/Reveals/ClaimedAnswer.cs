namespace PenguinMails.KeyIssuance.Reveals;

/// <summary>An answer that carries claimed material. When it has been handed to the connection, the outcome is recorded.</summary>
public abstract class ClaimedAnswer(Guid revealId, RevealClaims claims, ILogger log) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var delivered = false;
        try
        {
            await SendAsync(httpContext);
            await httpContext.Response.CompleteAsync();
            delivered = !httpContext.RequestAborted.IsCancellationRequested;
        }
        finally
        {
            await RecordAsync(delivered);
        }
    }

    /// <summary>Writes the whole answer, and forgets the material whatever happens.</summary>
    protected abstract Task SendAsync(HttpContext http);

    private async Task RecordAsync(bool delivered)
    {
        try
        {
            await claims.FinishAsync(revealId, delivered, CancellationToken.None);
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or TimeoutException)
        {
            // The intent is durable; UnfinishedReveals records the outcome when the database is back.
            Log.OutcomeWaits(log, revealId, failure.Message);
        }
    }
}
