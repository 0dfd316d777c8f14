using System.Globalization;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Comparison.Measures;
using VideoFeat.Comparison.Planning;
using VideoFeat.Comparison.Results;
using VideoFeat.Evaluation;
using VideoFeat.Packing;

namespace VideoFeat.Comparison.Running;

/// <summary>Runs a plan: every item through every codec at every point. What the cache holds is not computed again, so a stopped run goes on where it was.</summary>
public sealed class ComparisonRun
{
    private readonly ComparisonPlan _plan;
    private readonly IReadOnlyList<ItemSource> _items;
    private readonly ComparisonNetwork? _network;
    private readonly Profile? _profile;
    private readonly ComparisonCache _cache;
    private readonly TimeProvider _time;
    private readonly Software _software = new();
    private readonly bool _retry;

    private ComparisonRun(
        ComparisonPlan plan, IReadOnlyList<ItemSource> items, ComparisonNetwork? network, Profile? profile, string cache, bool retry, TimeProvider time)
    {
        _plan = plan;
        _items = items;
        _network = network;
        _profile = profile;
        _cache = new ComparisonCache(cache);
        _retry = retry;
        _time = time;
    }

    /// <summary>The codecs that a plan may name, with their settings.</summary>
    public static string CodecNames => CodecCatalogue.Names;

    /// <summary>Checks what can be checked of a plan without its inputs.</summary>
    /// <exception cref="ArgumentException">One line that says what is wrong.</exception>
    public static void Check(ComparisonPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _ = PlanCheck.Codecs(plan, null);
    }

    /// <summary>True where a codec of the plan needs a profile.</summary>
    public static bool NeedsProfile(ComparisonPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Codecs.Any(c => CodecCatalogue.Find(c.Codec)?.NeedsProfile == true);
    }

    /// <summary>Checks the plan, tries every outside coder, and runs what is not in the cache.</summary>
    /// <param name="plan">What to compare.</param>
    /// <param name="items">The items, names unique.</param>
    /// <param name="network">What judges the features; null where nothing does. Stays the caller's.</param>
    /// <param name="profile">For the codecs that need one.</param>
    /// <param name="commandLine">The command that runs it again.</param>
    /// <param name="cache">Folder of the cache.</param>
    /// <param name="retry">Compute failed cells again.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Told the number of cells at first, then each that is done.</param>
    /// <param name="cancellation">Stops between cells, and a child process at once; what is done stays in the cache.</param>
    /// <exception cref="ArgumentException">The plan cannot be run; one line.</exception>
    public static Task<ComparisonResults> RunAsync(
        ComparisonPlan plan, IReadOnlyList<ItemSource> items, ComparisonNetwork? network, Profile? profile, string commandLine, string cache, bool retry,
        TimeProvider time, IProgress<ComparisonProgress> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(progress);
        return new ComparisonRun(plan, items, network, profile, cache, retry, time).RunAsync(commandLine, progress, cancellation);
    }

    private async Task<ComparisonResults> RunAsync(string commandLine, IProgress<ComparisonProgress> progress, CancellationToken cancellation)
    {
        IReadOnlyList<ResolvedCodec> codecs = PlanCheck.Codecs(_plan, _profile);
        if (_items.Count == 0)
        {
            throw new ArgumentException("The plan's inputs hold no item.");
        }

        if (_items.GroupBy(i => i.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two items are named '{twice.Key}'.");
        }

        var compared = new List<ComparedCodec>();
        var points = new List<RunnablePoint>();
        foreach (ResolvedCodec codec in codecs)
        {
            await AddAsync(codec, compared, points, cancellation).ConfigureAwait(false);
        }

        string baseline = _plan.Baseline ?? compared.FirstOrDefault(c => c.Absent is null && c.Name.StartsWith("hevc-", StringComparison.Ordinal))?.Name ?? compared[0].Name;
        progress.Report(new ComparisonProgress((long)_items.Count * points.Count, 0));
        var items = new List<ItemEntry>();
        var cells = new List<CellEntry[]>();
        var pictures = new List<MosaicPicture>();
        var unread = new List<UnreadItem>();
        for (int i = 0; i < _items.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var loaded = new LoadedItem(_items[i], _network, _cache);
            if (loaded.TryEntry(cancellation, out string? reason) is not ItemEntry entry)
            {
                unread.Add(new UnreadItem(_items[i].Id, reason!));
                progress.Report(new ComparisonProgress((long)_items.Count * points.Count, points.Count));
                continue;
            }

            items.Add(entry);
            bool shown = items.Count <= _plan.Pictures;
            cells.Add(await CellsAsync(loaded, items[^1], points, shown, progress, cancellation).ConfigureAwait(false));
            if (shown)
            {
                pictures.AddRange(Before(loaded, items[^1].Item.Sha256, cancellation).Concat(cells[^1].SelectMany(c => c.Pictures)));
            }
        }

        return items.Count == 0
            ? throw new ArgumentException($"None of the {unread.Count} items can be read; the first, {unread[0].Id}: {unread[0].Reason}")
            : Collect(commandLine, baseline, compared, points, items, cells, pictures) with { Unread = unread };
    }

    private async Task AddAsync(ResolvedCodec codec, List<ComparedCodec> compared, List<RunnablePoint> points, CancellationToken cancellation)
    {
        (string software, string? absent) = await _software.OfAsync(codec, cancellation).ConfigureAwait(false);
        if (absent is not null && codec.Entry.Kind == CodecKind.Outside)
        {
            throw new ArgumentException($"Codec {codec.Planned.Name}: {absent}.");
        }

        absent ??= await ProbedAsync(codec, software, cancellation).ConfigureAwait(false);
        compared.Add(new ComparedCodec
        {
            Name = codec.Planned.Name,
            Title = codec.Entry.Title,
            Kind = codec.Entry.Kind,
            Software = absent is null ? software : "",
            Points = [.. codec.Points.Select(p => p.Point)],
            Absent = absent,
            Lossless = codec.Points.All(p => p.Lossless),
        });
        if (absent is null)
        {
            string version = codec.Entry.Kind == CodecKind.VideoFeat ? $"{Software.Own} {software}" : software;
            points.AddRange(codec.Points.Select((p, n) => new RunnablePoint(p, n == codec.Points.Count / 2, ContentHash.Of(
                codec.Entry.Name, version, codec.Entry.NeedsProfile ? Convert.ToHexStringLower(_profile!.Hash.Span) : "", $"threads={_plan.Threads}", string.Join(';', p.Point.Settings)))));
        }
    }

    // A coder that worked once in this version works: a finished plan starts no program.
    private async Task<string?> ProbedAsync(ResolvedCodec codec, string software, CancellationToken cancellation)
    {
        string key = ContentHash.Of(["probe 1", codec.Entry.Name, software, .. codec.Points[0].Point.Settings]);
        if (_cache.Find<string>("probes", key) is not null)
        {
            return null;
        }

        string? fault = await CoderProbe.FaultAsync(codec, cancellation).ConfigureAwait(false);
        if (fault is null)
        {
            _cache.Keep("probes", key, "works");
        }

        return fault;
    }

    private async Task<CellEntry[]> CellsAsync(
        LoadedItem loaded, ItemEntry item, List<RunnablePoint> points, bool shown, IProgress<ComparisonProgress> progress, CancellationToken cancellation)
    {
        var found = new CellEntry[points.Count];
        var run = new CellRun(_network, _plan.Jobs);
        var missing = new List<int>();
        for (int p = 0; p < points.Count; p++)
        {
            string key = Key(loaded, item, points[p]);
            bool wantsShown = shown && points[p].Shown && points[p].Point.Picture is null;
            if (_cache.Find<CellEntry>("cells", key) is CellEntry known && (known.Shown || !wantsShown) && !(_retry && known.Cell.State == CellState.Failed))
            {
                found[p] = Renamed(known, item.Item.Id, points[p].Point, wantsShown);
                progress.Report(new ComparisonProgress((long)_items.Count * points.Count, 1));
            }
            else
            {
                missing.Add(p);
            }
        }

        if (missing.Count > 0)
        {
            IReadOnlyList<SourceSet> source = loaded.Sets(cancellation);
            await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = _plan.Jobs, CancellationToken = cancellation }, async (p, stop) =>
            {
                string key = Key(loaded, item, points[p]);
                found[p] = await run.RunAsync(key, item, source, points[p].Point, shown && points[p].Shown && points[p].Point.Picture is null, stop).ConfigureAwait(false);
                _cache.Keep("cells", key, found[p]);
                progress.Report(new ComparisonProgress((long)_items.Count * points.Count, 1));
            }).ConfigureAwait(false);
        }

        return found;
    }

    // The item's own key holds its labels, on which ranks depend.
    private string Key(LoadedItem loaded, ItemEntry item, RunnablePoint point) =>
        ContentHash.Of("cell 2", loaded.Source.Key, item.Item.Sha256, _network?.Key ?? "", point.Key);

    private IEnumerable<MosaicPicture> Before(LoadedItem loaded, string sha256, CancellationToken cancellation)
    {
        string key = ContentHash.Of("before 1", sha256);
        if (_cache.Find<MosaicPicture[]>("pictures", key) is not MosaicPicture[] pictures)
        {
            pictures = [.. ItemPictures.Before(loaded.Source.Id, loaded.Sets(cancellation)[0].Features)];
            _cache.Keep("pictures", key, pictures);
        }

        return pictures.Select(p => p with { Item = loaded.Source.Id });
    }

    // The same work may stand in the cache under another plan's names.
    private static CellEntry Renamed(CellEntry entry, string item, PlannedPoint point, bool shown) => entry with
    {
        Cell = entry.Cell with { Item = item, Codec = point.Codec, Point = point.Point.Name },
        Channels = shown ? [.. entry.Channels.Select(c => c with { Item = item, Codec = point.Codec, Point = point.Point.Name })] : [],
        Pictures = shown ? [.. entry.Pictures.Select(c => c with { Item = item, Codec = point.Codec, Point = point.Point.Name })] : [],
    };

    private ComparisonResults Collect(
        string commandLine, string baseline, List<ComparedCodec> compared, List<RunnablePoint> points, List<ItemEntry> items, List<CellEntry[]> cells, List<MosaicPicture> pictures)
    {
        var pooling = new Pooling(items, _network, _plan.Seed);
        PooledRow[] rows = [.. points.Select((point, p) => Pooled(pooling, point, [.. cells.Select(c => c[p])]))];
        IReadOnlyList<QualityCurve> curves = Curves.Of(rows);
        string text = PlanText.Of(_plan);
        return new ComparisonResults
        {
            Title = _plan.Title,
            Finished = _time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            Machine = Software.Machine(),
            Versions = _software.Versions,
            Plan = new PlanFacts(ContentHash.Of(text), text, commandLine, _plan.Jobs, _plan.Seed),
            Network = _network is null ? null : new NetworkFacts
            {
                Model = Path.GetFileName(_plan.Model!),
                Sha256 = Convert.ToHexStringLower(_network.Model.Hash.Span),
                Cut = [.. _network.Model.Cut],
                Recipe = Path.GetFileName(_plan.Recipe),
                Task = _network.Task,
                LabelledItems = items.Count(i => i.Item.Labelled),
                Reference = pooling.Reference(),
            },
            Items = [.. items.Select(i => i.Item)],
            Codecs = [.. compared.Select(c => c with { Baseline = c.Name == baseline })],
            Cells = [.. cells.SelectMany(c => c.Select(e => e.Cell))],
            Pooled = rows,
            Curves = curves,
            Bd = Bd(curves, points, items, cells),
            Channels = [.. cells.SelectMany(c => c.SelectMany(e => e.Channels))],
            Pictures = pictures,
        };
    }

    // A detector's bootstrap takes a while, so rows are kept as well.
    private PooledRow Pooled(Pooling pooling, RunnablePoint point, CellEntry[] cells)
    {
        string key = ContentHash.Of(["row 1", $"{_plan.Seed}", .. cells.Select(c => $"{c.Cell.Key} {c.Cell.State}")]);
        if (_cache.Find<PooledRow>("rows", key) is not PooledRow row)
        {
            row = pooling.Row(point.Point, cells);
            _cache.Keep("rows", key, row);
        }

        return row with { Codec = point.Point.Codec, Point = point.Point.Point.Name };
    }

    // Kept, since a thousand resamples of every pair take a while too.
    private BdRow[] Bd(IReadOnlyList<QualityCurve> curves, List<RunnablePoint> points, List<ItemEntry> items, List<CellEntry[]> cells)
    {
        string key = ContentHash.Of(["bd 2", $"{_plan.Seed}", .. points.Select(p => $"{p.Point.Codec} {p.Point.Point.Name}"), .. cells.SelectMany(c => c).Select(c => $"{c.Cell.Key} {c.Cell.State}")]);
        if (_cache.Find<BdRow[]>("rows", key) is not BdRow[] rows)
        {
            HashSet<string> drawn = [.. curves.Select(c => c.Codec)];
            var sums = Enumerable.Range(0, points.Count).Where(p => drawn.Contains(points[p].Point.Codec) && cells.All(c => c[p].Cell.State == CellState.Ok))
                .ToDictionary(p => (points[p].Point.Codec, points[p].Point.Point.Name), p => PointSums.Of([.. cells.Select(c => c[p])], items, _network?.DetectorClasses));
            rows = [.. BdIntervals.Of(BjontegaardTable.Of(curves), curves, sums, items.Count, new BootstrapOptions { Seed = _plan.Seed })];
            _cache.Keep("rows", key, rows);
        }

        return rows;
    }

    private sealed record RunnablePoint(PlannedPoint Point, bool Shown, string Key);
}
