using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace PenguinMails.Vault.Http;

/// <summary>
/// Time limits, repetition where it is safe, and a circuit breaker around every request. Inside out: one attempt's limit, the
/// breaker, repetition, the limit for all of it.
/// </summary>
internal sealed class ResilienceHandler(HttpMessageHandler inner, ResiliencePipeline<HttpResponseMessage> pipeline) : DelegatingHandler(inner)
{
    private static readonly ResiliencePropertyKey<VaultRoute> RouteKey = new("vault.route");

    public static ResiliencePipeline<HttpResponseMessage> CreatePipeline(VaultOptions options, TimeProvider time) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddTimeout(options.TotalTimeout)
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = Math.Max(1, options.MaxRetries),
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = attempt => ValueTask.FromResult(options.MaxRetries > 0 && CanRetry(attempt.Outcome.Exception, attempt.Context)),
                OnRetry = attempt =>
                {
                    Telemetry.CountRetry(attempt.Context.Properties.GetValue(RouteKey, null!));
                    return default;
                },
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                FailureRatio = 0.5,
                MinimumThroughput = 10,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = options.BreakDuration,
                ShouldHandle = attempt => ValueTask.FromResult(IsBreaking(attempt.Outcome.Exception)),
                OnOpened = _ =>
                {
                    Telemetry.CountOpening();
                    return default;
                },
            })
            .AddTimeout(options.AttemptTimeout)
            .Build();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(RouteKey, VaultRoute.Of(request.Method, request.RequestUri));
        try
        {
            return await pipeline.ExecuteAsync(
                static async (context, state) => await state.Handler.SendOnceAsync(state.Request, context.CancellationToken),
                context,
                (Handler: this, Request: request));
        }
        catch (TimeoutRejectedException failure)
        {
            throw new VaultUnavailableException(VaultTrouble.Timeout, mayHaveHappened: true, failure);
        }
        catch (BrokenCircuitException)
        {
            // Without the inner exception: it would repeat the message of some other request's failure.
            throw new VaultUnavailableException(VaultTrouble.CircuitOpen);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);

    private static bool CanRetry(Exception? failure, ResilienceContext context)
    {
        var repeatable = context.Properties.GetValue(RouteKey, null!)?.IsRepeatable == true;
        return failure switch
        {
            // A sealed Vault is not unsealed within a second, so report it at once instead of retrying.
            VaultUnavailableException { Trouble: VaultTrouble.Sealed or VaultTrouble.Uninitialised } => false,
            VaultUnavailableException trouble => repeatable || !trouble.MayHaveHappened,
            TimeoutRejectedException => repeatable,
            _ => false,
        };
    }

    private static bool IsBreaking(Exception? failure) => failure
        is TimeoutRejectedException
        or VaultUnavailableException { Trouble: VaultTrouble.Unreachable or VaultTrouble.ServerError or VaultTrouble.NoActiveNode };
}
