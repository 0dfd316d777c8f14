using Spectre.Console;

namespace VideoFeat.Cli;

/// <summary>Progress of long work: a bar with rate and time left on a terminal, a plain line every few seconds otherwise.</summary>
internal sealed class Steps
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    private readonly string _title;
    private long? _total;
    private readonly ProgressTask? _bar;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly long _start;
    private long _lastLine;
    private long _done;

    private Steps(string title, long? total, ProgressTask? bar)
    {
        _title = title;
        _total = total;
        _bar = bar;
        _start = _lastLine = _time.GetTimestamp();
    }

    /// <summary>Runs <paramref name="work"/>, which calls <see cref="Advance"/> for each item.</summary>
    public static async Task<T> RunAsync<T>(string title, long? total, bool quiet, Func<Steps, Task<T>> work)
    {
        if (quiet || Console.IsErrorRedirected)
        {
            return await work(new Steps(title, quiet ? null : total, null) { Quiet = quiet }).ConfigureAwait(false);
        }

        return await Terminal.Notes.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ItemRateColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask(title.EscapeMarkup(), maxValue: total ?? 1);
                bar.IsIndeterminate = total is null;
                return await work(new Steps(title, total, bar)).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    private bool Quiet { get; init; }

    /// <summary>So many items there will be, now that it is known.</summary>
    public void Expect(long total)
    {
        if (_total != total && !Quiet)
        {
            _total = total;
            if (_bar is not null)
            {
                _bar.MaxValue = total;
                _bar.IsIndeterminate = false;
            }
        }
    }

    /// <summary>So many items are done; <paramref name="detail"/> says more in few words.</summary>
    public void Advance(long by = 1, string? detail = null)
    {
        _done += by;
        _bar?.Increment(by);
        if (_bar is not null && detail is not null)
        {
            _bar.Description = $"{_title}: {detail}".EscapeMarkup();
        }

        if (_bar is null && !Quiet && _time.GetElapsedTime(_lastLine) >= LineEvery)
        {
            _lastLine = _time.GetTimestamp();
            double rate = _done / _time.GetElapsedTime(_start).TotalSeconds;
            Terminal.Note((_total is long total
                ? $"{_title}: {_done} of {total}, {rate:F1}/s, {(total - _done) / rate:F0} s left"
                : $"{_title}: {_done}, {rate:F1}/s") + (detail is null ? "" : $", {detail}"));
        }
    }

    private sealed class ItemRateColumn : ProgressColumn
    {
        public override Spectre.Console.Rendering.IRenderable Render(Spectre.Console.Rendering.RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Speed is double speed ? $"{speed:F1}/s" : "");
    }
}
